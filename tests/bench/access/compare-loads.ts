import type { Job } from '../load/job';
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
  return [
    await compare(setup, sizes, {
      what: 'manifest GET with a bearer token, against no authentication',
      unit: 'requests/s',
      target: 0.9,
      without: () => reads(open, 'GET', false),
      with: () => reads(guarded, 'GET', true),
    }),
    await compare(setup, sizes, {
      what: 'pull of a tiny image with a token asked for each, against no authentication',
      unit: 'pulls/s',
      target: 0.9,
      without: () => pulls(open, undefined),
      with: () => pulls(guarded, puller),
    }),
    await compare(setup, sizes, {
      what: 'pull of an image of 20 MiB with a token asked for each, against no authentication',
      unit: 'pulls/s',
      target: 0.9,
      without: () => pulls(open, undefined, sizes.large),
      with: () => pulls(guarded, puller, sizes.large),
    }),
    await compare(setup, sizes, {
      what: `manifest GET while ${guessesPerSecond} wrong passwords come a second`,
      unit: 'requests/s',
      target: 0.8,
      without: () => reads(guarded, 'GET', true),
      with: () => reads(guarded, 'GET', true),
      isAttacked: true,
    }),
    await compare(setup, sizes, {
      what: `image pull while ${guessesPerSecond} wrong passwords come a second`,
      unit: 'pulls/s',
      target: 0.8,
      without: () => pulls(guarded, puller),
      with: () => pulls(guarded, puller),
      isAttacked: true,
    }),
  ];
}

async function compare(
  { guarded, load, attackers }: LoadSetup,
  { rounds, seconds, seed }: LoadSizes,
  tried: {
    what: string;
    unit: string;
    target: number;
    without: () => Promise<Job>;
    with: () => Promise<Job>;
    isAttacked?: boolean;
  },
): Promise<LoadComparison> {
  const results: [LoadResult, LoadResult][] = [];
  const answers = new Map<string, number>();
  // The first touch of everything is not timed.
  for (const job of [tried.without, tried.with]) await (await load.prepare(await job())).run();
  for (let round = 0; round < rounds; round += 1) {
    const without = await (await load.prepare(await tried.without())).run();
    const ready = await load.prepare(await tried.with());
    const names = [...Array.from({ length: 20 }, (_, index) => `victim${index}`), 'nobody', 'admin'];
    const attack = tried.isAttacked
      ? await attackers.prepare({
          kind: 'wrong-passwords',
          url: guarded.url,
          seed,
          names,
          rate: guessesPerSecond,
          seconds: seconds + 1,
        })
      : undefined;
    const attacking = attack?.run();
    results.push([without, await ready.run()]);
    for (const [answer, times] of Object.entries((await attacking)?.latenciesMs ?? {}))
      answers.set(answer, (answers.get(answer) ?? 0) + times.length);
  }
  const rates = results.map((pair) => pair.map(rateOf) as [number, number]);
  const ratios = rates.map(([without, withIt]) => withIt / without);
  const latencies = ([0, 1] as const).map((side) =>
    percentiles(joined(results.flatMap((pair) => Object.values(pair[side].latenciesMs)))),
  ) as [Percentiles, Percentiles];
  return {
    what: tried.what,
    unit: tried.unit,
    without: median(rates.map(([without]) => without)),
    withIt: median(rates.map(([, withIt]) => withIt)),
    ratio: median(ratios),
    ratios,
    target: tried.target,
    latencies,
    note:
      answers.size > 0
        ? `the guesses were ${[...answers].map(([what, count]) => `${what} ${count} times`).join(', ')}`
        : undefined,
    failures: results.flatMap((pair) => pair.flatMap(({ failures }) => failures)),
  };
}

function rateOf({ latenciesMs, seconds }: LoadResult): number {
  return joined(Object.values(latenciesMs)).length / seconds;
}
