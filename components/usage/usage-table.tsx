import { dayIso, dayWords } from '@/lib/dashboard/administration/day-words';
import type { UsageDay } from '@/lib/dashboard/usage/usage-contracts';
import { Size } from '../ui/size';

/** The numbers of the chart, the latest day first, behind a disclosure. */
export function UsageTable({ days }: { days: readonly UsageDay[] }) {
  return (
    <details className="mt-3 text-table">
      <summary className="w-fit cursor-pointer rounded-control py-1 text-ink-soft transition-colors hover:text-ink">
        The same as a table
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
      <section className="mt-2 max-h-96 overflow-auto" aria-label="Figures per day" tabIndex={0}>
        <table className="w-full text-right tabular-nums">
          <thead className="text-ink-dim text-meta">
            <tr className="border-line border-b">
              <th scope="col" className="py-1 pr-4 text-left font-normal">
                Day
              </th>
              {['Size', 'Pulls'].map((title) => (
                <th key={title} scope="col" className="py-1 pl-4 font-normal">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map(({ day, bytes, pulls }) => (
              <tr key={day} className="border-line border-b last:border-b-0">
                <th scope="row" className="whitespace-nowrap py-1 pr-4 text-left font-normal">
                  <time dateTime={dayIso(day)}>{dayWords(day)}</time>
                </th>
                <td className="pl-4">
                  <Size bytes={bytes} />
                </td>
                <td className="pl-4">{pulls === null ? '–' : pulls.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
