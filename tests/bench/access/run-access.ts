import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { HttpClient } from '../../harness/http-client';
import { RepositoryClient } from '../../harness/push';
import { machine } from '../fingerprint';
import { LoadPool } from '../load/load-pool';
import { smallImage } from '../load/small-image';
import { number, table } from '../report';
import type { RunningServer } from '../servers';
import { compareLoads, type LoadComparison } from './compare-loads';
import { addPeople, basicOf, startOn } from './guarded-folder';
import { numberedBlob, type Pair, timePushes, timeRefusals } from './refusal-times';
import { accountsFor, timeUserNames } from './user-name-times';

const repositories = Array.from({ length: 10 }, (_, index) => `bench/app-${index}`);
const labels = Array.from({ length: 50 }, (_, index) => `v${index}`);
/** Of images as large as they usually are: about 20 MiB. */
const large = { labels: Array.from({ length: 8 }, (_, index) => `large${index}`), scale: 128 };

/**
 * `npm run bench -- --access`: what it costs to ask who comes in. Two servers on folders with the same content, one that
 * asks and one that does not, take the same load in turn.
 * @returns false if a server answered wrongly; never because of a time
 */
export async function runAccess(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      access: { type: 'boolean' },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seed: { type: 'string', default: '1' },
      'loads-only': { type: 'boolean', default: false },
      folder: { type: 'string', default: tmpdir() },
      json: { type: 'string' },
    },
  });
  const seed = Number(values.seed);
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
  const seconds = values.quick ? 2 : 5;
  const tries = values.quick ? 1_000 : 10_000;
  console.log(`${machine(values.folder)}\nseed ${seed}, rounds ${rounds} of ${seconds} s, ${tries} tries`);
  const folder = await mkdtemp(path.join(values.folder, 'bench-access-'));
  const [load, attackers] = [new LoadPool(1), new LoadPool(1)];
  const running = new Set<RunningServer>();
  const elsewhere = createServer((_, response) => response.writeHead(401).end()).listen(0, '127.0.0.1');
  const start = async (root: string, mode: 'none' | 'accounts') => {
    const server = await startOn(root, mode);
    running.add(server);
    return server;
  };
  try {
    const [openRoot, guardedRoot] = [path.join(folder, 'open'), path.join(folder, 'guarded')];
    await fill(openRoot, seed, load);
    await fill(guardedRoot, seed, load);
    const held = values.quick ? 20 : 100;
    const digest = await fillHidden(guardedRoot, held);
    const guesses = values.quick ? 20 : 100;
    const known = Array.from({ length: accountsFor(guesses + 1) }, (_, index) => `known${index}`);
    const tokens = await addPeople(guardedRoot, [
      { name: 'puller', in: 'bench/*', may: ['pull'] },
      { name: 'stranger', in: 'own/*', may: ['pull', 'push'] },
      ...[...Array.from({ length: 20 }, (_, index) => `victim${index}`), ...known].map((name) => ({
        name,
        in: 'none/*',
        may: ['pull' as const],
      })),
    ]);
    const [open, guarded] = [await start(openRoot, 'none'), await start(guardedRoot, 'accounts')];
    const puller = basicOf('puller', tokens.get('puller') ?? '');
    const loads = await compareLoads(
      {
        open,
        guarded,
        load,
        attackers,
        elsewhere: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`,
        puller,
      },
      { seed, rounds, seconds, repositories, labels, large },
    );
    console.log(`\n${tableOfLoads(loads)}`);
    if (values['loads-only']) return loads.every(({ failures }) => failures.length === 0);
    const setup = {
      server: guarded,
      digest,
      authorization: basicOf('stranger', tokens.get('stranger') ?? ''),
    };
    const pairs = [
      ...(await timeRefusals(setup, tries)),
      await timePushes(setup, held, pushedBytes),
      await timeUserNames(guarded.url, known, guesses),
    ];
    console.log(`\n${tableOfPairs(pairs)}`);
    if (values.json !== undefined)
      await writeFile(values.json, `${JSON.stringify({ loads, pairs }, null, 2)}\n`);
    return loads.every(({ failures }) => failures.length === 0);
  } finally {
    load.stop();
    attackers.stop();
    elsewhere.close();
    for (const server of running) await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const pushedBytes = 1024 * 1024;

/** Pushes the images of the load, by a server that asks nobody. */
async function fill(root: string, seed: number, load: LoadPool): Promise<void> {
  const server = await startOn(root, 'none');
  try {
    const job = { kind: 'push-images', url: server.url, seed, repositories, connections: 8 } as const;
    await load.run({ ...job, labels });
    await load.run({ ...job, ...large });
  } finally {
    await server.stop();
  }
}

/** Pushes what a stranger must not see. @returns the digest of one of its blobs */
async function fillHidden(root: string, blobs: number): Promise<string> {
  const server = await startOn(root, 'none');
  const http = new HttpClient(Number(new URL(server.url).port));
  try {
    const sealed = new RepositoryClient(http, 'sealed/app');
    const layer = smallImage(0, 'sealed').layers[0]?.bytes ?? Buffer.alloc(1);
    await sealed.pushImage('v1', [layer]);
    for (let index = 0; index < blobs; index += 1)
      await sealed.pushMonolithic(numberedBlob(index, pushedBytes));
    await new RepositoryClient(http, 'own/app').pushImage('v1', [Buffer.from('own')]);
    return `sha256:${createHash('sha256').update(layer).digest('hex')}`;
  } finally {
    http.close();
    await server.stop();
  }
}

function tableOfLoads(loads: readonly LoadComparison[]): string {
  const rows = [
    ['what', 'unit', 'without', 'with', 'ratio', 'of the rounds', 'target', '', 'p50 ms', 'p99 ms'],
  ];
  for (const { what, unit, without, withIt, ratio, ratios, target, latencies } of loads) {
    const spread = `${number(Math.min(...ratios))} to ${number(Math.max(...ratios))}`;
    const judged = target === undefined ? '' : ratio >= target ? 'reached' : 'MISSED';
    rows.push([
      what,
      unit,
      number(without),
      number(withIt),
      `${number(ratio)}x`,
      spread,
      target === undefined ? '-' : `${target}x`,
      judged,
      latencies.map(({ p50 }) => number(p50)).join(' : '),
      latencies.map(({ p99 }) => number(p99)).join(' : '),
    ]);
  }
  const notes = loads.flatMap(({ what, note, failures }) => [
    ...(note === undefined ? [] : [`${what}: ${note}`]),
    ...failures.map((failure) => `FAILED ${what}: ${failure}`),
  ]);
  return [table(rows, 2), ...notes].join('\n');
}

function tableOfPairs(pairs: readonly Pair[]): string {
  const rows = [
    ['forbidden: there, and not there', 'tries', 'there µs', 'absent µs', 'difference µs', 'z', 'by chance'],
  ];
  for (const { what, tries, times } of pairs) {
    const micros = (ms: number) => number(Math.abs(ms) * 1000);
    rows.push([
      what,
      String(tries),
      micros(times.medians[0]),
      micros(times.medians[1]),
      `${times.difference < 0 ? '-' : ''}${micros(times.difference)}`,
      times.z.toFixed(2),
      times.p < 0.0001 ? '< 0.01 %' : `${(times.p * 100).toFixed(2)} %`,
    ]);
  }
  const note =
    'medians; "by chance": how likely such a difference, or a larger one, is where there is none (Mann and Whitney)';
  return `${table(rows, 1)}\n${note}`;
}
