import type { VexList, VexStatement } from '@/lib/dashboard/artifacts/artifact-contracts';
import { plainText } from '@/lib/dashboard/plain-text';
import { HostileText } from '../images/hostile-text';
import { Panel } from '../images/panel';

const cellClass = 'px-4 align-top max-md:block max-md:py-0.5 md:py-2';

/** What a VEX says: of each vulnerability whether the products have it, and why. It is what somebody says; nobody checked it. */
export function VexTable({ list: { format, author, statements, total } }: { list: VexList }) {
  return (
    <Panel
      title={`${total.toLocaleString('en')} ${total === 1 ? 'vulnerability' : 'vulnerabilities'} told of`}
      aside={
        <bdi className="[overflow-wrap:anywhere]">
          {plainText(format)}
          {author !== null && ` by ${plainText(author.slice(0, 200))}`}
        </bdi>
      }
    >
      <table aria-label="Vulnerabilities" className="w-full table-fixed text-left text-table max-md:block">
        <thead className="text-ink-dim text-meta max-md:sr-only">
          <tr className="border-line border-b">
            <th scope="col" className="w-48 px-4 py-1.5 font-normal">
              Vulnerability
            </th>
            <th scope="col" className="w-40 px-4 py-1.5 font-normal">
              Status
            </th>
            <th scope="col" className="px-4 py-1.5 font-normal">
              Justification
            </th>
            <th scope="col" className="px-4 py-1.5 font-normal">
              Products
            </th>
          </tr>
        </thead>
        <tbody className="max-md:block">
          {[...statements.entries()].map(([at, statement]) => (
            <VexRow key={at} statement={statement} />
          ))}
        </tbody>
      </table>
      {total === 0 && <p className="px-4 py-2 text-ink-dim text-table">It tells of none.</p>}
      {total > statements.length && (
        <p className="border-line border-t px-4 py-2.5 text-ink-dim text-meta">
          And {(total - statements.length).toLocaleString('en')} more, in the JSON.
        </p>
      )}
    </Panel>
  );
}

function VexRow({ statement }: { statement: VexStatement }) {
  const { vulnerability, status, justification, products, productTotal } = statement;
  return (
    <tr className="border-line border-b last:border-b-0 max-md:block max-md:py-2">
      <td className={`${cellClass} font-medium`}>
        {vulnerability === '' ? (
          <span className="text-ink-dim">No name</span>
        ) : (
          <HostileText text={vulnerability} />
        )}
      </td>
      <td className={cellClass}>
        {status === '' ? (
          <span className="text-ink-dim">not told</span>
        ) : (
          <HostileText text={status.replaceAll('_', ' ')} />
        )}
      </td>
      <td className={`${cellClass} text-ink-soft`}>
        <HostileText text={justification} />
      </td>
      <td className={`${cellClass} text-ink-soft`}>
        {[...products.entries()].map(([at, product]) => (
          <span key={at} className="block">
            <HostileText text={product} />
          </span>
        ))}
        {productTotal > products.length && (
          <span className="text-ink-dim text-meta">and {productTotal - products.length} more</span>
        )}
      </td>
    </tr>
  );
}
