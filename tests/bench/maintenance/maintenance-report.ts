import { number, table } from '../report';

/** One thing that was timed. */
export interface Figure {
  name: string;
  what: string;
  /** Undefined when this build has no such command. */
  seconds: number | undefined;
  /** Why it does not count. */
  failure: string | undefined;
}

/** What is to be reached: a figure against another, or against a time. */
interface Target {
  what: string;
  of: string;
  against?: string;
  /** Takes the start of the program off both: a collection by schedule has none. */
  isNet?: boolean;
  atLeast?: number;
  /** Takes this figure off. */
  above?: string;
  below?: number;
}

const targets: Target[] = [
  {
    what: 'plan against distribution\u2019s dry run',
    of: 'plan',
    against: 'distribution-dry-run',
    atLeast: 20,
  },
  { what: 'plan that trusts no folder time against it', of: 'plan-full', against: 'distribution-dry-run' },
  { what: 'plan with the database lost against it', of: 'plan-cold', against: 'distribution-dry-run' },
  {
    what: 'collection after a change against a full one',
    of: 'collect-changed',
    against: 'collect-full',
    isNet: true,
    atLeast: 20,
  },
  {
    what: 'the same with the start of the program',
    of: 'collect-changed',
    against: 'collect-full',
  },
  {
    what: 'longest read while the server collects, above that while it does not',
    of: 'read-collecting-longest',
    above: 'read-idle-longest',
    below: 0.01,
  },
  { what: 'start-up', of: 'start', below: 2 },
  { what: 'start-up with the database lost', of: 'start-new', below: 2 },
];

/** The tables of a run, as text: the times, and what was to be reached. */
export function reportOf(figures: Figure[]): string {
  const times = figures.map(({ name, what, seconds, failure }) => [
    name,
    what,
    seconds === undefined ? '-' : number(seconds),
    failure === undefined ? (seconds === undefined ? 'skipped: no such command' : '') : 'FAILED',
  ]);
  const failures = figures.flatMap(({ name, failure }) =>
    failure === undefined ? [] : [`FAILED ${name}: ${failure}`],
  );
  return [
    table([['name', 'what', 'seconds', ''], ...times], 2),
    table(
      [['target', 'measured', 'to reach', ''], ...targets.map((target) => targetRow(figures, target))],
      1,
    ),
    ...failures,
  ].join('\n\n');
}

function targetRow(figures: Figure[], { what, of, against, isNet, atLeast, above, below }: Target): string[] {
  const measuredOf = (name: string | undefined) =>
    figures.find((figure) => figure.name === name && figure.failure === undefined)?.seconds;
  const offSeconds = isNet ? measuredOf('program') : above === undefined ? 0 : measuredOf(above);
  const secondsOf = (name: string | undefined) => {
    const seconds = measuredOf(name);
    return seconds === undefined || offSeconds === undefined ? undefined : seconds - offSeconds;
  };
  const [seconds, other] = [secondsOf(of), secondsOf(against)];
  const toReach = below === undefined ? (atLeast === undefined ? '-' : `${atLeast}x faster`) : `< ${below} s`;
  if (seconds === undefined || (against !== undefined && other === undefined))
    return [what, '-', toReach, 'not measured'];
  const ratio = other === undefined ? undefined : other / seconds;
  const isReached = below === undefined ? atLeast === undefined || (ratio ?? 0) >= atLeast : seconds < below;
  const measured = ratio === undefined ? `${number(seconds)} s` : `${number(ratio)}x faster`;
  return [what, measured, toReach, toReach === '-' ? '' : isReached ? 'reached' : 'MISSED'];
}
