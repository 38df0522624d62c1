import type { LoadPool } from './load/load-pool';
import type { Options } from './options';
import { number, report } from './report';
import { runGroup } from './run-group';
import { scenarios } from './scenarios/index';
import { type Summary, summarize } from './summary';

/** The outcome of a run: text to print, data for `--json`, and whether a server answered wrongly. */
export interface Comparison {
  text: string;
  data: object;
  failed: boolean;
}

/** Runs the chosen measurements, and says after each group what came out. @throws if `--only` names none. */
export async function compareScenarios(options: Options, load: LoadPool): Promise<Comparison> {
  const groups = scenarios.map((scenario) => scenario(options));
  const names = groups.flatMap((group) => group.measurements.map(({ name }) => name));
  const unknown = options.only.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`--only knows ${names.join(', ')}, not ${unknown.join(', ')}`);
  const summaries: Summary[] = [];
  const skipped: string[] = [];
  for (const group of groups) {
    const chosen = group.measurements.filter(
      ({ name }) => options.only.length === 0 || options.only.includes(name),
    );
    if (chosen.length === 0) continue;
    const start = performance.now();
    const result = await runGroup(group, chosen, options, load);
    const title = chosen.map(({ name }) => name).join(', ');
    if (result.skipped === undefined) {
      const of = chosen.map((measurement) => summarize(measurement, result.samples, options.servers.length));
      summaries.push(...of);
      console.log(
        `${title}: ${of.map(inShort).join('; ')} (${number((performance.now() - start) / 1000)} s)`,
      );
    } else {
      skipped.push(`${title}: left out, ${result.skipped}`);
      console.log(skipped.at(-1));
    }
  }
  return {
    text: [report(summaries, options.servers), ...skipped].join('\n'),
    data: { measurements: summaries },
    failed: summaries.some(({ sides }) => sides.some(({ failureCount }) => failureCount > 0)),
  };
}

function inShort({ measurement, sides, ratio }: Summary): string {
  const figures = sides.map(({ figure }) => number(figure)).join(' : ');
  return `${figures} ${measurement.unit}${ratio === undefined ? '' : `, ${number(ratio.median)}x`}`;
}
