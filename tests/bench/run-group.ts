import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { LoadPool, LoadResult } from './load/load-pool';
import type { Group, Measurement } from './measurement';
import type { Options } from './options';
import { ProcessTree, type Usage } from './process-tree';
import { type RunningServer, startServer } from './servers';
import { joined, percentiles } from './statistics';

/** One round of one measurement on one server. */
export interface Sample {
  measurement: Measurement;
  /** Which of the servers of the run: 0 or 1. */
  side: number;
  round: number;
  figure: number;
  load: LoadResult;
  usage: Usage;
}

/** What a group gave: samples, or the reason why there are none. */
export interface GroupResult {
  samples: Sample[];
  skipped: string | undefined;
}

/**
 * Runs the chosen measurements of a group on fresh servers: first server, second server, first server, ... round by
 * round, so that what else the machine does meets both alike.
 */
export async function runGroup(
  group: Group,
  measurements: Measurement[],
  options: Options,
  load: LoadPool,
): Promise<GroupResult> {
  const sidesAtOnce = group.oneServerAtATime ? 1 : options.servers.length;
  const needed = group.diskBytes * sidesAtOnce * 1.1 + 1024 ** 3;
  const { bavail, bsize } = await statfs(options.folder);
  if (bavail * bsize < needed) {
    return {
      samples: [],
      skipped: `needs ${gibibytes(needed)} of disk, ${gibibytes(bavail * bsize)} are free`,
    };
  }
  const sides = options.servers.map((_, index) => index);
  const turns = group.oneServerAtATime ? sides.map((side) => [side]) : [sides];
  const samples: Sample[] = [];
  for (const turn of turns) samples.push(...(await runTurn(group, measurements, options, load, turn)));
  return { samples, skipped: undefined };
}

async function runTurn(
  group: Group,
  measurements: Measurement[],
  options: Options,
  load: LoadPool,
  sides: number[],
): Promise<Sample[]> {
  const running: { side: number; server: RunningServer }[] = [];
  const samples: Sample[] = [];
  try {
    for (const side of sides) {
      const server = await startServer(options.servers[side] ?? 'cyberdock', options);
      running.push({ side, server });
      await group.setUp?.(server, load);
    }
    for (const measurement of measurements) {
      const rounds = Math.min(options.rounds, measurement.roundsMax ?? options.rounds);
      for (let round = 1; round <= rounds; round++) {
        for (const { side, server } of running) {
          const { result, usage } = await measure(measurement, server, round, load);
          const figure = figureOf(measurement, result, usage);
          samples.push({ measurement, side, round, figure, load: result, usage });
        }
      }
    }
  } finally {
    for (const { server } of running) await server.stop();
  }
  return samples;
}

/** One round. What earlier rounds left to be written goes to the disk before the clock runs. */
export async function measure(
  measurement: Pick<Measurement, 'job'>,
  server: RunningServer,
  round: number,
  load: LoadPool,
): Promise<{ result: LoadResult; usage: Usage }> {
  const ready = await load.prepare(measurement.job(server, round));
  await promisify(execFile)('sync', ['-f', server.root]);
  const tree = new ProcessTree(server.pid);
  try {
    const result = await ready.run();
    return { result, usage: tree.stop() };
  } finally {
    tree.stop();
  }
}

function figureOf({ unit }: Measurement, load: LoadResult, usage: Usage): number {
  const latencies = joined(Object.values(load.latenciesMs));
  switch (unit) {
    case 'MB/s':
      return load.bytes / 1e6 / load.seconds;
    case 'images/s':
    case 'requests/s':
      return latencies.length / load.seconds;
    case 'ms':
      return percentiles(latencies).p50;
    case 'MiB':
      return usage.peakBytes / 1024 ** 2;
  }
}

function gibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
