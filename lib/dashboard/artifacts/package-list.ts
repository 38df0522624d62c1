import type { PackageList, SoftwarePackage } from './artifact-contracts';
import { listOf, partOf, type Taken, wordOf } from './taken';

/**
 * What an SBOM lists: SPDX 2 or CycloneDX, as JSON.
 * @returns undefined when it is none
 */
export function packageList(document: Taken): PackageList | undefined {
  const spdx = wordOf(document, 'spdxVersion');
  if (spdx?.startsWith('SPDX-')) return listed(document, spdx, wordOf(document, 'name'), 'packages', ofSpdx);
  if (wordOf(document, 'bomFormat') !== 'CycloneDX') return undefined;
  const about = partOf(document, 'metadata', 'component');
  const name = [wordOf(about, 'name'), wordOf(about, 'version')].filter((word) => word !== null).join(' ');
  const format = `CycloneDX ${wordOf(document, 'specVersion') ?? ''}`.trim();
  return listed(document, format, name, 'components', ofCycloneDx);
}

function listed(
  document: Taken,
  format: string,
  name: string | null,
  field: string,
  read: (item: Taken) => SoftwarePackage,
): PackageList {
  const { items, total } = listOf(document, field);
  const packages = items.map(read).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { format, name: name ?? '', packages, total };
}

function ofSpdx(item: Taken): SoftwarePackage {
  const licenses = [wordOf(item, 'licenseConcluded'), wordOf(item, 'licenseDeclared')];
  return {
    name: wordOf(item, 'name') ?? '',
    version: wordOf(item, 'versionInfo') ?? '',
    type:
      typeOfPurl(wordOf(item, 'externalRefs')) ?? wordOf(item, 'primaryPackagePurpose')?.toLowerCase() ?? '',
    // Both words mean that nobody knows (SPDX 2.3, clause 7.13).
    license: licenses.find((one) => one !== null && one !== 'NOASSERTION' && one !== 'NONE') ?? '',
  };
}

function ofCycloneDx(item: Taken): SoftwarePackage {
  const group = wordOf(item, 'group');
  const name = wordOf(item, 'name') ?? '';
  const licenses = listOf(item, 'licenses').items.map((one) => {
    const license = partOf(one, 'license');
    return wordOf(one, 'expression') ?? wordOf(license, 'id') ?? wordOf(license, 'name');
  });
  return {
    name: group === null ? name : `${group}/${name}`,
    version: wordOf(item, 'version') ?? '',
    type: typeOfPurl(wordOf(item, 'purl')) ?? wordOf(item, 'type') ?? '',
    license: licenses.filter((one) => one !== null).join(', '),
  };
}

/** `deb` of `pkg:deb/debian/openssl@3`. */
function typeOfPurl(purl: string | null): string | undefined {
  return /^pkg:\/*([\w.+-]{1,64})\//.exec(purl ?? '')?.[1]?.toLowerCase();
}
