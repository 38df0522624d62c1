import type { Comparison } from './compare-scenarios';
import type { LoadPool, LoadResult } from './load/load-pool';
import type { Options } from './options';
import type { Usage } from './process-tree';
import { number, percentileCells, table } from './report';
import { measure } from './run-group';
import { startServer } from './servers';
import { percentiles } from './statistics';

const repositories = Array.from({ length: 20 }, (_, index) => `bench/app-${index}`);
const stored = Array.from({ length: 50 }, (_, index) => `stored-${index}`);

interface Outcome {
  server: string;
  load: LoadResult;
  usage: Usage;
}

/** Sends the same operations at the same times to one server after the other. */
export async function compareOpenLoop(options: Options, load: LoadPool): Promise<Comparison> {
  const outcomes: Outcome[] = [];
  for (const name of options.servers) {
    const server = await startServer(name, options);
    try {
      const { seed, rate, seconds } = options;
      const { url } = server;
      await load.run({ kind: 'push-images', url, seed, repositories, labels: stored, connections: 8 });
      const job = () =>
        ({ kind: 'open-loop', url, seed, repositories, stored, label: 'open', rate, seconds }) as const;
      const { result, usage } = await measure({ job }, server, 1, load);
      outcomes.push({ server: name, load: result, usage });
    } finally {
      await server.stop();
    }
  }
  return {
    text: text(outcomes),
    data: { openLoop: outcomes.map(summary) },
    failed: outcomes.some(({ load: { failureCount } }) => failureCount > 0),
  };
}

function summary({ server, load, usage }: Outcome) {
  const latenciesMs = Object.entries(load.latenciesMs).map(([operation, values]) => [
    operation,
    percentiles(values),
  ]);
  return { server, ...load, latenciesMs: Object.fromEntries(latenciesMs), usage };
}

function text(outcomes: Outcome[]): string {
  const operations = [...new Set(outcomes.flatMap(({ load }) => Object.keys(load.latenciesMs)))].sort();
  const latencies = [['latency in ms, from the intended start', 'server', 'operations', 'p50', 'p90', 'p99']];
  for (const operation of operations) {
    for (const { server, load } of outcomes) {
      const values = load.latenciesMs[operation] ?? new Float64Array();
      latencies.push([operation, server, ...percentileCells(percentiles(values))]);
    }
  }
  const costs = [['server', 'peak MiB', 'seconds', 'server CPU s', 'CPUs of the load', 'failed']];
  for (const { server, load, usage } of outcomes) {
    costs.push([
      server,
      number(usage.peakBytes / 1024 ** 2),
      number(load.seconds),
      number(usage.cpuSeconds),
      number(load.cpuSeconds / load.seconds),
      String(load.failureCount),
    ]);
  }
  const failures = outcomes.flatMap(({ server, load }) =>
    load.failures.map((why) => `FAILED on ${server}: ${why}`),
  );
  return [table(latencies, 2), '', table(costs, 1), ...failures].join('\n');
}
