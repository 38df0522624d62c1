import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../lib/config';
import type { Finding } from '../../lib/maintenance/check/finding';
import { Pace } from '../../lib/maintenance/pace';
import { planRepair } from '../../lib/maintenance/repair/plan';
import { repair } from '../../lib/maintenance/repair/repair';
import { scrub } from '../../lib/maintenance/scrub';
import {
  findingsOf,
  one,
  type Populated,
  populate,
  pushAll,
  two,
} from '../../lib/maintenance/testing/populated';
import { type Digest, digestOf, isDigest } from '../../lib/oci/digest';
import { parseTag } from '../../lib/oci/reference';
import type { RepositoryName } from '../../lib/oci/repository-name';
import { rebuildIndex } from '../../lib/storage/mending/reindex';
import { Storage } from '../../lib/storage/storage';
import { incomingOf } from '../../lib/storage/testing/open-storage';
import { Random, testSeed } from '../harness/random';
import { damages, inflict } from './damage';
import { filesOf, type Target, targets } from './targets';

/** What a sound folder holds: files by their paths, and what the tags point to. */
interface Truth {
  made: Populated;
  files: string[];
  content: { repository: RepositoryName; digest: Digest; kind: 'blobs' | 'manifests'; bytes: Buffer }[];
  tags: { repository: RepositoryName; tag: string; digest: Digest }[];
}

const seed = testSeed();
const tally = { cases: 0, found: 0, unseen: 0, healed: 0, byHand: 0, kinds: new Map<string, number>() };
let folder = '';
let template = '';
let truth: Truth;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-corruption-'));
  template = path.join(folder, 'template');
  const source = path.join(folder, 'source');
  const storage = await open(source);
  const made = await populate(storage);
  const { database, paths } = storage.parts;
  await writeFile(path.join(paths.quarantine, `sha256:${'a'.repeat(64)}`), 'was corrupt', { mode: 0o640 });
  await rebuildIndex(storage.parts, new AbortController().signal);
  // Half of the database in its file, and the rest in what is written ahead.
  database.first({ compile: () => sql`pragma wal_checkpoint(truncate)`.compile(database.query) });
  await pushAll(storage);
  database.run(database.query.replaceInto('note').values({ key: 'corruption', value: 'begins' }));
  expect((await findingsOf(storage)).map(({ kind }) => kind)).toEqual(['quarantined']);
  await storage.close();
  // The database ends its work on its files some time after it was closed: from now on nothing changes them.
  execFileSync('cp', ['-a', source, template]);
  truth = await truthOf(template, made);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  const kinds = [...tally.kinds].sort().map(([kind, count]) => `${count} ${kind}`);
  process.stdout.write(
    `corruption: seed ${seed}, ${tally.cases} cases: ${tally.found} found and named, ${tally.unseen} that leave no trace in their file; ` +
      `${tally.healed} mended or healed by a push, ${tally.byHand} left to people. Findings: ${kinds.join(', ')}\n`,
  );
});

describe('whatever becomes of a file, it is found, never served as good, and mended where that can be', () => {
  for (const [at, target] of targets.entries()) {
    test(`${target.name}: ${target.cases} cases`, async () => {
      const random = new Random(seed + at);
      for (let number = 0; number < target.cases; number++) {
        const damage = damages[number % damages.length] ?? 'flip';
        await runCase(target, damage, random.fork(), number);
      }
    });
  }

  test('there were at least 500 cases', () => {
    expect(tally.cases).toBeGreaterThanOrEqual(500);
  });
});

async function open(root: string): Promise<Storage> {
  const env = { CYBERDOCK_STORAGE_ROOT: root, CYBERDOCK_STORAGE_FSYNC: 'false' };
  return await Storage.open(loadConfig({ cwd: folder, env }), {
    onCorrupt: () => undefined,
    onBrokenTags: () => undefined,
    onDamagedDatabase: () => undefined,
  });
}

async function runCase(target: Target, damage: (typeof damages)[number], random: Random, number: number) {
  const root = path.join(folder, `${target.name.replace(' ', '-')}-${number}`);
  execFileSync('cp', ['-a', template, root]);
  const file = random.pick(truth.files.filter((one) => target.isOne(one)));
  const done = await inflict(path.join(root, file), damage, random);
  const what = `seed ${seed}: ${file}: ${damage}: ${done}`;
  tally.cases += 1;
  const storage = await open(root).catch((error: Error) => error);
  if (storage instanceof Error) {
    // It refuses to start, with a reason: only where the database can't even be opened.
    expect(target.name, `${what}: ${storage.stack}`).toBe('database');
    tally.found += 1;
    tally.byHand += 1;
    await rm(root, { recursive: true });
    return;
  }
  try {
    await judge(storage, target, damage, what, random);
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
  } finally {
    await storage.close();
  }
  await rm(root, { recursive: true });
}

async function judge(
  storage: Storage,
  target: Target,
  damage: (typeof damages)[number],
  what: string,
  random: Random,
): Promise<void> {
  // Reading first finds it on another way: what is served must be good either way.
  const readsFirst = random.chance(0.3);
  if (readsFirst) await expectNothingWrongServed(storage);
  const scrubbed = !readsFirst && random.chance(0.15) ? await corruptByScrub(storage) : [];
  const findings = await findingsOf(storage);
  const kinds = findings.map(({ kind }) => kind);
  for (const kind of new Set(kinds)) tally.kinds.set(kind, (tally.kinds.get(kind) ?? 0) + 1);
  const expected = target.expected(damage);
  const isNamed = expected.some((kind) => kind !== 'unseen' && kinds.includes(kind));
  // A reader or a scrub that met it first has put it in quarantine, or healed it.
  const isTaken = (readsFirst || scrubbed.length > 0) && (await isInQuarantine(storage));
  if (isNamed || isTaken) tally.found += 1;
  else {
    expect(expected, `${what}: found ${kinds.join(', ')}, expected ${expected.join(' or ')}`).toContain(
      'unseen',
    );
    tally.unseen += 1;
  }
  await expectNothingWrongServed(storage);
  await expectUploadIsCompared(storage);
  const afterwards = await repairAll(storage, findings);
  await expectNothingWrongServed(storage);
  await expectHealed(storage, target, afterwards, what);
}

/** Pushes everything again: then all is as it was, but for what only people may remove. */
async function expectHealed(
  storage: Storage,
  target: Target,
  afterRepair: Finding[],
  what: string,
): Promise<void> {
  const inTheWay = afterRepair.filter(({ kind }) => kind === 'wrong-type');
  if (inTheWay.length === 0) {
    await pushAll(storage);
    for (const { repository, tag, digest } of truth.tags) {
      expect(await storage.manifests.resolve(repository, parseTag(tag)), `${what}: ${tag}`).toBe(digest);
    }
    for (const { repository, digest, kind } of truth.content) {
      const { blobs, manifests } = storage;
      const found = await (kind === 'blobs'
        ? blobs.find(repository, digest)
        : manifests.read(repository, digest));
      expect(found, `${what}: ${kind} ${digest} after a push`).toBeDefined();
    }
  }
  const signal = new AbortController().signal;
  if (target.name === 'database') await rebuildIndex(storage.parts, signal).catch(() => undefined);
  const left = (await findingsOf(storage)).filter(({ severity }) => severity !== 'info');
  const byHand = [
    'wrong-type',
    'trash-entry-unreadable',
    'trash-content-missing',
    'corrupt-trash',
    'damaged-database',
    // What a symlink in the place of the database leads to.
    'stranger nowhere',
  ];
  // What the index says is nothing to go by until the damaged database was moved away.
  if (left.some(({ kind }) => kind === 'damaged-database')) byHand.push('wrong-index');
  expect(
    left
      .map(({ kind, place }) => `${kind} ${place.path}`)
      .filter((one) => !byHand.some((kind) => one.startsWith(kind))),
    what,
  ).toEqual([]);
  if (left.length > 0) tally.byHand += 1;
  else tally.healed += 1;
}

/** Every name that was there gives the right bytes or none. */
async function expectNothingWrongServed(storage: Storage): Promise<void> {
  for (const { repository, digest, kind, bytes } of truth.content) {
    const served =
      kind === 'manifests'
        ? (await storage.manifests.read(repository, digest).catch(() => undefined))?.bytes
        : await readBlob(storage, repository, digest);
    if (served !== undefined && !served.equals(bytes)) {
      throw new Error(`${repository} serves wrong bytes under ${digest}`);
    }
  }
}

async function readBlob(storage: Storage, repository: RepositoryName, digest: Digest) {
  // An error of the disk, as of a folder in its place, is no answer with wrong bytes.
  const opened = await storage.blobs.open(repository, digest).catch(() => undefined);
  if (!opened?.handle) return opened?.bytes;
  const bytes = await opened.handle.readFile().finally(() => opened.handle.close());
  return (await opened.sound) ? bytes : undefined;
}

/** An upload can be finished with the digest of its bytes, and with no other. */
async function expectUploadIsCompared(storage: Storage): Promise<void> {
  const { upload } = truth.made;
  const promised = digestOf(Buffer.from('an unfinished blob and its end'));
  const finished = await storage.uploads
    .finish(one, upload, promised, incomingOf(' and its end'))
    .then(() => true)
    .catch(() => false);
  if (finished)
    expect((await readBlob(storage, one, promised))?.toString()).toBe('an unfinished blob and its end');
  else expect(await storage.blobs.find(one, promised)).toBeUndefined();
}

/** Mends what was found, twice where that lets more be mended. @returns what is found then */
async function repairAll(storage: Storage, findings: Finding[]): Promise<Finding[]> {
  const { signal } = new AbortController();
  let found = findings;
  for (let round = 0; round < 2; round++) {
    const { actions } = planRepair(found);
    if (actions.length === 0) break;
    for (const action of actions) {
      await repair({ parts: storage.parts, pace: new Pace(signal), signal }, action);
    }
    found = await findingsOf(storage);
  }
  return found;
}

async function corruptByScrub(storage: Storage): Promise<unknown[]> {
  const { signal } = new AbortController();
  const { corrupt } = await scrub({
    parts: storage.parts,
    pace: new Pace(signal),
    signal,
    periodMs: 86_400_000,
  });
  return corrupt;
}

async function isInQuarantine({ parts: { paths } }: Storage): Promise<boolean> {
  const files = await filesOf(paths.quarantine);
  return files.some((file) => !file.endsWith('a'.repeat(64)));
}

async function truthOf(root: string, made: Populated): Promise<Truth> {
  const files = await filesOf(root);
  const truth: Truth = { made, files, content: [], tags: [] };
  for (const repository of [one, two]) {
    for (const file of files) {
      const [, kind, name] =
        new RegExp(`^repositories/${repository}/(manifests|blobs)/([^/]+)$`).exec(file) ?? [];
      if (!kind || !name) continue;
      const bytes = await readFile(path.join(root, file));
      if (isDigest(name)) truth.content.push({ repository, digest: name, kind: kind as 'blobs', bytes });
      else truth.tags.push({ repository, tag: name, digest: digestOf(bytes) });
    }
  }
  return truth;
}
