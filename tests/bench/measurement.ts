import type { Job } from './load/job';
import type { LoadPool } from './load/load-pool';
import type { Options } from './options';
import type { RunningServer } from './servers';

/** What a measurement's figure is, and which way is better. */
export type Unit = 'MB/s' | 'images/s' | 'requests/s' | 'ms' | 'MiB';

/** One line of the table. */
export interface Measurement {
  name: string;
  title: string;
  unit: Unit;
  /** What to reach: so many times the other server, or an absolute bound of the figure. */
  target?: { ratio: number } | { below: number };
  /** The load of one round. Rounds push different bytes; both servers get the same. */
  job: (server: RunningServer, round: number) => Job;
  /** At most so many rounds, for what takes minutes. */
  roundsMax?: number;
}

/** Measurements that share a set-up. Each group runs on freshly started servers with empty folders. */
export interface Group {
  measurements: Measurement[];
  /** Puts in what the measurements need. Not timed. */
  setUp?: (server: RunningServer, load: LoadPool) => Promise<void>;
  /** Bytes on the disk that one server needs. More than one at a time if the groups runs the servers in turn. */
  diskBytes: number;
  /** Runs one server to its end, and removes its data, before the other one starts: for what fills the disk. */
  oneServerAtATime?: boolean;
}

/** Builds a group for the options of a run. */
export type Scenario = (options: Options) => Group;

/** True if a larger figure is better. */
export function moreIsBetter(unit: Unit): boolean {
  return unit !== 'ms' && unit !== 'MiB';
}
