import type { ReactNode } from 'react';
import { dayIso, dayWords } from '@/lib/dashboard/administration/day-words';

interface DayTableProps<Day extends { day: number }> {
  days: readonly Day[];
  /** The head of each column, and what stands in it for a day. */
  columns: Readonly<Record<string, (day: Day) => ReactNode>>;
}

/** The numbers of a chart of days, the latest day first, behind a disclosure. */
export function DayTable<Day extends { day: number }>({ days, columns }: DayTableProps<Day>) {
  const shown = Object.entries(columns);
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
              {shown.map(([title]) => (
                <th key={title} scope="col" className="py-1 pl-4 font-normal">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map((one) => (
              <tr key={one.day} className="border-line border-b last:border-b-0">
                <th scope="row" className="whitespace-nowrap py-1 pr-4 text-left font-normal">
                  <time dateTime={dayIso(one.day)}>{dayWords(one.day)}</time>
                </th>
                {shown.map(([title, cell]) => (
                  <td key={title} className="pl-4">
                    {cell(one)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
