import { type Measurement, moreIsBetter } from './measurement';
import type { Sample } from './run-group';
import { joined, median, type Percentiles, percentiles } from './statistics';

/** One server's rounds of one measurement. */
export interface SideSummary {
  /** The median of the rounds, in the measurement's unit. */
  figure: number;
  rounds: number[];
  /** Over all operations of all rounds, in milliseconds. */
  latenciesMs: Percentiles;
  /** The highest of the rounds. */
  peakBytes: number;
  /** The median of the rounds. */
  serverCpuSeconds: number;
  /** Processors that the load generator kept busy: near the number of its processes, it was the limit. */
  loadBusy: number;
  seconds: number;
  failures: string[];
  failureCount: number;
}

/** One measurement on one or two servers. */
export interface Summary {
  measurement: Measurement;
  sides: SideSummary[];
  /** How many times better the first server is than the second; undefined with one server. */
  ratio: { median: number; lowest: number; highest: number } | undefined;
  /** Undefined if there is no target or nothing to compare with. */
  reached: boolean | undefined;
}

/** Brings the rounds of one measurement together. */
export function summarize(measurement: Measurement, samples: Sample[], sideCount: number): Summary {
  const sides = Array.from({ length: sideCount }, (_, side) =>
    summarizeSide(samples.filter((sample) => sample.measurement === measurement && sample.side === side)),
  );
  const ratio = ratioOf(measurement, sides);
  return { measurement, sides, ratio, reached: reached(measurement, sides, ratio?.median) };
}

function summarizeSide(samples: Sample[]): SideSummary {
  const seconds = median(samples.map(({ load }) => load.seconds));
  return {
    figure: median(samples.map(({ figure }) => figure)),
    rounds: samples.map(({ figure }) => figure),
    latenciesMs: percentiles(joined(samples.flatMap(({ load }) => Object.values(load.latenciesMs)))),
    peakBytes: Math.max(...samples.map(({ usage }) => usage.peakBytes)),
    serverCpuSeconds: median(samples.map(({ usage }) => usage.cpuSeconds)),
    loadBusy: median(samples.map(({ load }) => load.cpuSeconds / load.seconds)),
    seconds,
    failures: samples.flatMap(({ load }) => load.failures),
    failureCount: samples.reduce((sum, { load }) => sum + load.failureCount, 0),
  };
}

function ratioOf({ unit }: Measurement, [first, second]: SideSummary[]): Summary['ratio'] {
  if (first === undefined || second === undefined) return undefined;
  const times = (a: number, b: number) => (moreIsBetter(unit) ? a / b : b / a);
  const perRound = first.rounds.map((figure, index) => times(figure, second.rounds[index] ?? Number.NaN));
  return {
    median: times(first.figure, second.figure),
    lowest: Math.min(...perRound),
    highest: Math.max(...perRound),
  };
}

function reached(
  { target }: Measurement,
  [first]: SideSummary[],
  ratio: number | undefined,
): boolean | undefined {
  if (target === undefined || first === undefined) return undefined;
  if (first.failureCount > 0) return false;
  if ('below' in target) return first.figure < target.below;
  return ratio === undefined ? undefined : ratio >= target.ratio;
}
