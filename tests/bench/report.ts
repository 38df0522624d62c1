import type { Measurement } from './measurement';
import type { Percentiles } from './statistics';
import type { Summary } from './summary';

/** The tables of a run, as text: figures and ratios, latencies, memory and processor time. */
export function report(summaries: Summary[], servers: readonly string[]): string {
  const parts = [figures(summaries, servers), latencies(summaries, servers), costs(summaries, servers)];
  const failures = failuresOf(summaries, servers);
  if (failures !== '') parts.push(failures);
  return parts.join('\n\n');
}

/** Lines in columns: the first is the heading, the first `left` columns are aligned to the left. */
export function table(rows: string[][], left: number): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((cell, column) =>
        column < left ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const [heading, ...body] = rows.map(line);
  return [heading, rule, ...body].join('\n');
}

/** Three significant figures, without exponent. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (value >= 100) return String(Math.round(value));
  return value.toFixed(value >= 10 ? 1 : value >= 0.1 ? 2 : 3);
}

/** p50, p90 and p99 in one cell each. */
export function percentileCells({ count, p50, p90, p99 }: Percentiles): string[] {
  return [String(count), number(p50), number(p90), number(p99)];
}

function figures(summaries: Summary[], servers: readonly string[]): string {
  const rows = [['name', 'what', 'unit', ...servers, 'ratio', 'of the rounds', 'target', '']];
  for (const { measurement, sides, ratio, reached } of summaries) {
    rows.push([
      measurement.name,
      measurement.title,
      measurement.unit,
      ...sides.map(({ figure }) => number(figure)),
      ratio === undefined ? '-' : `${number(ratio.median)}x`,
      ratio === undefined ? '-' : `${number(ratio.lowest)} to ${number(ratio.highest)}`,
      targetText(measurement),
      reached === undefined ? '' : reached ? 'reached' : 'MISSED',
    ]);
  }
  const note =
    servers.length < 2
      ? ''
      : `\nratio: how many times better ${servers[0]} is than ${servers[1]}; medians of the rounds`;
  return table(rows, 3) + note;
}

function targetText({ target }: Measurement): string {
  if (target === undefined) return '-';
  return 'below' in target ? `< ${target.below}` : `${target.ratio}x`;
}

function latencies(summaries: Summary[], servers: readonly string[]): string {
  const rows = [['latency in ms', 'server', 'operations', 'p50', 'p90', 'p99']];
  for (const { measurement, sides } of summaries) {
    sides.forEach((side, index) => {
      rows.push([measurement.name, servers[index] ?? '', ...percentileCells(side.latenciesMs)]);
    });
  }
  return table(rows, 2);
}

function costs(summaries: Summary[], servers: readonly string[]): string {
  const rows = [['cost of one round', 'server', 'peak MiB', 'seconds', 'server CPU s', 'CPUs of the load']];
  for (const { measurement, sides } of summaries) {
    sides.forEach((side, index) => {
      rows.push([
        measurement.name,
        servers[index] ?? '',
        number(side.peakBytes / 1024 ** 2),
        number(side.seconds),
        number(side.serverCpuSeconds),
        number(side.loadBusy),
      ]);
    });
  }
  return table(rows, 2);
}

function failuresOf(summaries: Summary[], servers: readonly string[]): string {
  return summaries
    .flatMap(({ measurement, sides }) =>
      sides.flatMap((side, index) =>
        side.failureCount === 0
          ? []
          : [
              `FAILED ${measurement.name} on ${servers[index]}: ${side.failureCount} times: ${side.failures[0]}`,
            ],
      ),
    )
    .join('\n');
}
