import type { Transfer } from './large-layer';

/** Work for the load generator. Everything random in it comes from `seed` and labels, so both sides get the same. */
export type Job =
  | PushLayersJob
  | PushImagesJob
  | PullLayersJob
  | ReadLoopJob
  | OpenLoopJob
  | PullImagesJob
  | WrongPasswordsJob;

interface Common {
  /** `http://HOST:PORT` */
  url: string;
  seed: number;
}

/** Pushes layers, each on a connection of its own, so many at once. */
export interface PushLayersJob extends Common {
  kind: 'push-layers';
  repository: string;
  /** One layer each. */
  labels: string[];
  layerBytes: number;
  connections: number;
  transfer: Transfer;
}

/** Pushes images of five small layers. */
export interface PushImagesJob extends Common {
  kind: 'push-images';
  /** One image each; the image of the label `a` is in the repository `repositories[i % length]` under the tag `a`. */
  labels: string[];
  /** How many times larger than small the layers are; 1 when absent. */
  scale?: number;
  repositories: string[];
  connections: number;
}

/** Pulls one layer, whole, so many times. */
export interface PullLayersJob extends Common {
  kind: 'pull-layers';
  repository: string;
  label: string;
  layerBytes: number;
  times: number;
  connections: number;
  /** Hash what comes and compare: for the pull that is not timed. */
  verify: boolean;
}

/** Reads the same paths over and over for some time, one request at a time on each connection. */
export interface ReadLoopJob extends Common {
  kind: 'read-loop';
  method: 'GET' | 'HEAD';
  paths: string[];
  accept: string;
  /** Absent for who has not signed in. */
  authorization?: string;
  connections: number;
  seconds: number;
}

/** Pulls images whole, one after the other on each connection, for some time. */
export interface PullImagesJob extends Common {
  kind: 'pull-images';
  /** As in `PushImagesJob`. */
  labels: string[];
  /** How many times larger than small the layers are; 1 when absent. */
  scale?: number;
  repositories: string[];
  /** What a bearer token is asked for with, before each image; absent for no token at all. */
  signIn?: string;
  connections: number;
  seconds: number;
}

/** Sends wrong passwords at times that are fixed in advance, for many accounts, from many addresses. */
export interface WrongPasswordsJob extends Common {
  kind: 'wrong-passwords';
  names: string[];
  /** `nothing`: the same number of requests that bring no password, for comparison. */
  has: 'password' | 'nothing';
  /** A second. */
  rate: number;
  seconds: number;
}

/** Sends operations at times that are fixed in advance, however slow the answers are. */
export interface OpenLoopJob extends Common {
  kind: 'open-loop';
  repositories: string[];
  /** Images that were pushed before, to pull: labels as in `PushImagesJob`. */
  stored: string[];
  /** A name that makes the pushed images unique. */
  label: string;
  /** Mean arrivals a second. */
  rate: number;
  seconds: number;
}

/** Which part of a job a load process takes: the `index`th of `of`. */
export interface Share {
  index: number;
  of: number;
}

/** What one load process did. Times are milliseconds since the epoch, with fractions. */
export interface JobResult {
  startedAtMs: number;
  endedAtMs: number;
  /** How long each operation took, by kind of operation. */
  latenciesMs: Record<string, Float64Array>;
  /** Bytes of blobs or bodies that went over the wire. */
  bytes: number;
  /** CPU time of the load process itself. */
  cpuMs: number;
  /** The first few failures, and how many there were. */
  failures: string[];
  failureCount: number;
}

/** A job whose data is ready: `run` is what is timed. */
export type PreparedJob = (recorder: Recorder) => Promise<void>;

/** Where a running job writes what it did. */
export interface Recorder {
  /** One operation that ended well. */
  took: (operation: string, ms: number, bytes: number) => void;
  failed: (error: unknown) => void;
}

/** The items of a list that are this share's. */
export function shareOf<Item>(items: readonly Item[], share: Share): Item[] {
  return items.filter((_, index) => index % share.of === share.index);
}

/** How many of so many connections are this share's. */
export function shareOfConnections(connections: number, share: Share): number {
  return Math.floor(connections / share.of) + (share.index < connections % share.of ? 1 : 0);
}
