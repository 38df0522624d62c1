import type { VexList, VexStatement } from './artifact-contracts';
import { listOf, partOf, type Taken, wordOf } from './taken';

const openVexContext = /^https:\/\/openvex\.dev\/ns\b/;

/**
 * What is said of vulnerabilities: OpenVEX, or CycloneDX with an analysis.
 * @returns undefined when it is neither
 */
export function vexList(document: Taken): VexList | undefined {
  if (openVexContext.test(wordOf(document, '@context') ?? '')) {
    const { items, total } = listOf(document, 'statements');
    return { format: 'OpenVEX', author: nameIn(document, 'author'), statements: items.map(ofOpenVex), total };
  }
  if (wordOf(document, 'bomFormat') !== 'CycloneDX') return undefined;
  const { items, total } = listOf(document, 'vulnerabilities');
  if (total === 0) return undefined;
  const format = `CycloneDX ${wordOf(document, 'specVersion') ?? ''}`.trim();
  return { format, author: null, statements: items.map(ofCycloneDx), total };
}

function ofOpenVex(item: Taken): VexStatement {
  const { products, productTotal } = productsIn(item, 'products', '@id');
  return {
    vulnerability: nameIn(item, 'vulnerability') ?? '',
    status: wordOf(item, 'status') ?? '',
    justification: ['justification', 'impact_statement', 'action_statement']
      .map((name) => wordOf(item, name))
      .filter((word) => word !== null)
      .join(': '),
    products,
    productTotal,
  };
}

function ofCycloneDx(item: Taken): VexStatement {
  const analysis = partOf(item, 'analysis');
  const { products, productTotal } = productsIn(item, 'affects', 'ref');
  return {
    vulnerability: wordOf(item, 'id') ?? '',
    status: wordOf(analysis, 'state') ?? '',
    justification: [wordOf(analysis, 'justification'), wordOf(analysis, 'detail')]
      .filter((word) => word !== null)
      .join(': '),
    products,
    productTotal,
  };
}

/** A text, or the name of an object, or its id. */
function nameIn(item: Taken, field: string): string | null {
  const part = partOf(item, field);
  return wordOf(item, field) ?? wordOf(part, 'name') ?? wordOf(part, '@id');
}

function productsIn(item: Taken, field: string, id: string) {
  const { items, total } = partOf(item, field);
  const products = (Array.isArray(items) ? items : []).map((one) =>
    typeof one === 'string' ? one : (wordOf(partOf(one), id) ?? ''),
  );
  return { products, productTotal: typeof total === 'number' ? total : 0 };
}
