import type { Job, WrongPasswordsJob } from '../load/job';
import type { LoadPool, LoadResult } from '../load/load-pool';
import { repositoryOf } from '../load/push-images';
import { manifestMediaType } from '../load/small-image';
import type { RunningServer } from '../servers';
import { joined, median, type Percentiles, percentiles } from '../statistics';
import { bearerOf } from './guarded-folder';

/** One load, without what is tried and with it. */
export interface LoadComparison {
  what: string;
  unit: string;
  /** Operations a second: medians of the rounds. */
  without: number;
  withIt: number;
  /** With by without: median of the rounds, and each of them. */
  ratio: number;
  ratios: number[];
  /** What the ratio is to be at least. */
  target: number | undefined;
  latencies: [Percentiles, Percentiles];
  note: string | undefined;
  failures: string[];
}

/** The servers, who makes the load, and who may pull. */
export interface LoadSetup {
  open: RunningServer;
  guarded: RunningServer;
  load: LoadPool;
  attackers: LoadPool;
  /** The URL of a program that answers 401 to everything. */
  elsewhere: string;
  /** The `Authorization` header by which a token is asked for. */
  puller: string;
}

/** What the load is of, and for how long. */
export interface LoadSizes {
  seed: number;
  rounds: number;
  seconds: number;
  repositories: string[];
  labels: string[];
  /** Images of the usual size. */
  large: { labels: string[]; scale: number };
}

const guessesPerSecond = 200;

/** Runs every load in turn without and with what is tried, so that what else the machine does meets both alike. */
export async function compareLoads(setup: LoadSetup, sizes: LoadSizes): Promise<LoadComparison[]> {
  const { open, guarded, puller } = setup;
  const connections = 16;
  const paths = sizes.labels.map(
    (label, index) => `/v2/${repositoryOf(sizes.repositories, index)}/manifests/${label}`,
  );
  const scope = sizes.repositories.map((name) => `repository:${name}:pull`).join(' ');
  const reads = async (server: RunningServer, method: 'GET' | 'HEAD', isSignedIn: boolean): Promise<Job> => ({
    kind: 'read-loop',
    url: server.url,
    seed: sizes.seed,
    method,
    paths,
    accept: manifestMediaType,
    ...(isSignedIn && { authorization: await bearerOf(server.url, puller, scope) }),
    connections,
    seconds: sizes.seconds,
  });
  const pulls = async (
    server: RunningServer,
    signIn: string | undefined,
    images: { labels: string[]; scale?: number } = { labels: sizes.labels },
  ): Promise<Job> => ({
    kind: 'pull-images',
    url: server.url,
    seed: sizes.seed,
    repositories: sizes.repositories,
    ...images,
    ...(signIn !== undefined && { signIn }),
    connections,
    seconds: sizes.seconds,
  });
  const names = [...Array.from({ length: 20 }, (_, index) => `victim${index}`), 'nobody', 'admin'];
  const beside = (url: string, has: WrongPasswordsJob['has']): Job => ({
    kind: 'wrong-passwords',
    url,
    seed: sizes.seed,
    names,
    has,
    rate: guessesPerSecond,
    seconds: sizes.seconds + 1,
  });
  // What is lost to requests that bring no password, or that another program answers, is not lost to passwords.
  const attacks = (what: string, job: () => Promise<Job>): Tried[] => [
    {
      what: `${what} while ${guessesPerSecond} wrong passwords come a second`,
      target: 0.8,
      job,
      beside: beside(guarded.url, 'password'),
    },
    {
      what: '  control: as many requests without a password (GET /v2/, 401)',
      target: undefined,
      job,
      beside: beside(guarded.url, 'nothing'),
    },
    {
      what: '  control: the wrong passwords go to another program, which answers at once',
      target: undefined,
      job,
      beside: beside(setup.elsewhere, 'password'),
    },
  ];
  const signedReads = () => reads(guarded, 'GET', true);
  const signedPulls = () => pulls(guarded, puller);
  const requests = 'requests/s';
  const images = 'pulls/s';
  return [
    ...(await compare(setup, sizes, requests, () => reads(open, 'GET', false), [
      {
        what: 'manifest GET with a bearer token, against no authentication',
        target: 0.9,
        job: signedReads,
      },
    ])),
    ...(await compare(setup, sizes, images, () => pulls(open, undefined), [
      {
        what: 'pull of a tiny image with a token asked for each, against no authentication',
        target: 0.9,
        job: signedPulls,
      },
    ])),
    ...(await compare(setup, sizes, images, () => pulls(open, undefined, sizes.large), [
      {
        what: 'pull of an image of 20 MiB with a token asked for each, against no authentication',
        target: 0.9,
        job: () => pulls(guarded, puller, sizes.large),
      },
    ])),
    ...(await compare(setup, sizes, requests, signedReads, attacks('manifest GET', signedReads))),
    ...(await compare(setup, sizes, images, signedPulls, attacks('image pull', signedPulls))),
  ];
}

/** What is compared with the load that goes without it. */
interface Tried {
  what: string;
  target: number | undefined;
  job: () => Promise<Job>;
  /** What others send meanwhile. */
  beside?: Job;
}

/** Runs a load, and then each of those that are compared with it, round after round. */
async function compare(
  { load, attackers }: LoadSetup,
  { rounds }: LoadSizes,
  unit: string,
  withoutIt: () => Promise<Job>,
  tried: readonly Tried[],
): Promise<LoadComparison[]> {
  const measured = tried.map((one) => ({
    one,
    pairs: [] as [LoadResult, LoadResult][],
    answers: new Map<string, number>(),
  }));
  // The first touch of everything is not timed.
  for (const job of [withoutIt, ...tried.map((one) => one.job)])
    await (await load.prepare(await job())).run();
  for (let round = 0; round < rounds; round += 1) {
    const without = await (await load.prepare(await withoutIt())).run();
    for (const { one, pairs, answers } of measured) {
      const ready = await load.prepare(await one.job());
      const attacking = one.beside && (await attackers.prepare(one.beside)).run();
      pairs.push([without, await ready.run()]);
      for (const [answer, times] of Object.entries((await attacking)?.latenciesMs ?? {}))
        answers.set(answer, (answers.get(answer) ?? 0) + times.length);
    }
  }
  return measured.map(({ one, pairs, answers }) => comparisonOf(one, unit, pairs, answers));
}

function comparisonOf(
  { what, target }: Tried,
  unit: string,
  pairs: [LoadResult, LoadResult][],
  answers: ReadonlyMap<string, number>,
): LoadComparison {
  const rates = pairs.map((pair) => pair.map(rateOf) as [number, number]);
  const ratios = rates.map(([without, withIt]) => withIt / without);
  const latencies = ([0, 1] as const).map((side) =>
    percentiles(joined(pairs.flatMap((pair) => Object.values(pair[side].latenciesMs)))),
  ) as [Percentiles, Percentiles];
  return {
    what,
    unit,
    without: median(rates.map(([without]) => without)),
    withIt: median(rates.map(([, withIt]) => withIt)),
    ratio: median(ratios),
    ratios,
    target,
    latencies,
    note:
      answers.size > 0
        ? `what came beside it was ${[...answers].map(([what, count]) => `${what} ${count} times`).join(', ')}`
        : undefined,
    failures: pairs.flatMap((pair) => pair.flatMap(({ failures }) => failures)),
  };
}

function rateOf({ latenciesMs, seconds }: LoadResult): number {
  return joined(Object.values(latenciesMs)).length / seconds;
}
