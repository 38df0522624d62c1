import { existsSync } from 'node:fs';
import { open, readdir, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { digestOf, imageManifest } from '../harness/content';
import { inspectDataFolder, poolFile, repositoryFile } from '../harness/data-folder';
import { randomContent } from '../harness/random';
import { ConnectionEnded, type RawResponse, rawRequest } from '../harness/raw-http';
import { expectRefusal } from '../harness/registry-answer';
import { until } from '../harness/until';
import { startVictim } from './fixture';

const victim = startVictim();
const size = 3_000_000;
const flipAt = 1_500_000;

/** Turns one bit of a file, in place, and keeps its size and its times, as a bad disk does. */
async function flipBit(file: string, position: number): Promise<void> {
  const { atime, mtime } = await stat(file);
  const handle = await open(file, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, position);
  await handle.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, position);
  await handle.close();
  await utimes(file, atime, mtime);
}

/** GETs a blob; a connection that was cut before a head counts as an answer that is not complete. */
async function get(
  repository: string,
  digest: string,
  headers: [string, string][] = [],
): Promise<RawResponse | undefined> {
  return await rawRequest(victim.port, { target: `/v2/${repository}/blobs/${digest}`, headers }).catch(
    (error: unknown) => {
      if (error instanceof ConnectionEnded) return undefined;
      throw error;
    },
  );
}

/** Asserts that a reader of a corrupt blob gets no complete answer, now or from then on. */
async function expectNeverServed(repository: string, digest: string): Promise<void> {
  const first = await get(repository, digest);
  expect(first?.status === 200 && first.complete).toBe(false);
  await until('404', async () => (await victim.repository(repository).headBlob(digest)).status === 404);
  for (let again = 0; again < 3; again++) {
    const answer = await get(repository, digest);
    if (answer === undefined) throw new Error('cut');
    expectRefusal(answer, 404, 'BLOB_UNKNOWN');
  }
}

async function expectQuarantined(digest: string): Promise<void> {
  await until('a file in quarantine', async () =>
    (await readdir(path.join(victim.root, 'quarantine'))).some((name) => name.startsWith(digest)),
  );
}

async function expectHealed(repository: string, digest: string, content: Buffer): Promise<void> {
  const answer = await get(repository, digest);
  expect(answer?.status).toBe(200);
  expect(answer?.body.equals(content)).toBe(true);
  expect(await problemsOf(repository, digest)).toEqual([]);
}

/** What is wrong with a blob on disk. Another repository that shared it keeps the corrupt file until it is read. */
async function problemsOf(repository: string, digest: string): Promise<string[]> {
  const { problems } = await inspectDataFolder(victim.root);
  const files = [repositoryFile(victim.root, repository, 'blobs', digest), poolFile(victim.root, digest)];
  return problems.filter((problem) => files.some((file) => problem.includes(file)));
}

const damages: [string, (file: string) => Promise<void>][] = [
  ['a bit turned', (file) => flipBit(file, flipAt)],
  ['its first bit turned', (file) => flipBit(file, 0)],
  ['its last bit turned', (file) => flipBit(file, size - 1)],
  ['been cut short', (file) => truncate(file, size / 2)],
  ['been emptied', (file) => truncate(file, 0)],
  ['become longer', (file) => truncate(file, size + 1)],
];

test.each(damages)(
  'a blob that has %s is never served whole, is quarantined and healed by the next push',
  async (what, damage) => {
    const content = randomContent(size, `corrupt ${what}`);
    const digest = await victim.repository('team/app').pushBlob(content);
    await victim.repository('team/other').pushBlob(content);
    await damage(poolFile(victim.root, digest));
    await expectNeverServed('team/app', digest);
    await expectQuarantined(digest);

    await victim.repository('team/app').pushBlob(content);
    await expectHealed('team/app', digest, content);

    // The other repository shared the file. It gets right bytes or none, and is healed by its own push at the latest.
    const other = await get('team/other', digest);
    expect(other?.status === 200 ? other.body.equals(content) : other?.status).toSatisfy(
      (seen: unknown) => seen === true || seen === 404,
    );
    await victim.repository('team/other').pushBlob(content);
    await expectHealed('team/other', digest, content);
  },
);

test('a repository that shares a corrupt blob never serves it, though another one met it first', async () => {
  const content = randomContent(size, 'shared');
  for (const name of ['team/one', 'team/two', 'team/three']) await victim.repository(name).pushBlob(content);
  const digest = digestOf(content);
  await flipBit(poolFile(victim.root, digest), flipAt);
  await expectNeverServed('team/one', digest);
  for (const name of ['team/two', 'team/three']) await expectNeverServed(name, digest);

  // A mount of it must not give the corrupt bytes a new name.
  const mounted = await victim.repository('team/four').mount(digest, 'team/two');
  expect(mounted.status).toBe(202);
  await victim.repository('team/four').cancelUpload({ location: mounted.header('location') ?? '' });
  for (const name of ['team/one', 'team/two', 'team/three']) {
    await victim.repository(name).pushBlob(content);
    await expectHealed(name, digest, content);
  }
});

test('a blob that went bad while the server was down is never served whole', async () => {
  const content = randomContent(size, 'down');
  const digest = await victim.repository('team/app').pushBlob(content);
  expect((await get('team/app', digest))?.complete).toBe(true);
  const file = poolFile(victim.root, digest);
  await victim.restart();
  await flipBit(file, flipAt);
  await expectNeverServed('team/app', digest);
  await expectQuarantined(digest);
  await victim.restart();
  const answer = await get('team/app', digest);
  expect(answer?.status).toBe(404);
  await victim.repository('team/app').pushBlob(content);
  await victim.restart();
  await expectHealed('team/app', digest, content);
});

test('a part of a corrupt blob is never served with the wrong byte', async () => {
  const content = randomContent(size, 'part');
  const digest = await victim.repository('team/app').pushBlob(content);
  await flipBit(poolFile(victim.root, digest), flipAt);
  const answer = await get('team/app', digest, [['Range', `bytes=${flipAt - 10}-${flipAt + 10}`]]);
  expect(answer?.status === 206 && answer.complete).toBe(false);
  await expectNeverServed('team/app', digest);
});

test('many first readers of a corrupt blob at once get no complete answer', async () => {
  const content = randomContent(size, 'many');
  const digest = await victim.repository('team/app').pushBlob(content);
  await flipBit(poolFile(victim.root, digest), flipAt);
  const ranges: [string, string][][] = [[], [['Range', `bytes=${flipAt}-`]], [['Range', `bytes=-${size}`]]];
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, index) => get('team/app', digest, ranges[index % 3])),
  );
  for (const answer of answers) {
    expect(answer?.complete === true && (answer.status === 200 || answer.status === 206)).toBe(false);
  }
});

test('a manifest is refused that names a blob which has been quarantined', async () => {
  const content = randomContent(size, 'named');
  const repository = victim.repository('team/app');
  const digest = await repository.pushBlob(content);
  await repository.pushBlob('{}');
  await flipBit(poolFile(victim.root, digest), flipAt);
  await expectNeverServed('team/app', digest);
  const manifest = imageManifest('{}', [content]);
  expectRefusal(await repository.putManifest('v1', manifest), 400, 'MANIFEST_BLOB_UNKNOWN');
  await repository.pushBlob(content);
  expect((await repository.putManifest('v1', manifest)).status).toBe(201);
  expect((await repository.deleteManifest(digestOf(manifest))).status).toBe(202);
});

test('a push over a corrupt blob that nobody has read heals it', async () => {
  const content = randomContent(size, 'unread');
  const repository = victim.repository('team/app');
  const digest = await repository.pushBlob(content);
  const file = poolFile(victim.root, digest);
  await victim.restart();
  await flipBit(file, flipAt);
  await victim.repository('team/app').pushBlob(content);
  const answer = await get('team/app', digest);
  // The push may or may not have looked at what was there. If it did not, the first read does.
  if (answer?.status === 200 && answer.complete) expect(answer.body.equals(content)).toBe(true);
  else await victim.repository('team/app').pushBlob(content);
  await expectHealed('team/app', digest, content);
});

test('a blob whose file is gone from the pool, or from the repository, is not served and is healed by a push', async () => {
  const content = randomContent(size, 'gone');
  const repository = victim.repository('team/app');
  const digest = await repository.pushBlob(content);
  const aside = path.join(victim.root, '..', 'registry', 'aside');
  await rename(repositoryFile(victim.root, 'team/app', 'blobs', digest), aside);
  expectRefusal(await repository.getBlob(digest), 404, 'BLOB_UNKNOWN');
  await repository.pushBlob(content);
  await rename(poolFile(victim.root, digest), aside);
  // The repository's own link still holds the bytes.
  const answer = await repository.getBlob(digest);
  expect([200, 404]).toContain(answer.status);
  if (answer.status === 200) expect(answer.body.equals(content)).toBe(true);
  await repository.pushBlob(content);
  await expectHealed('team/app', digest, content);
});

test('content that is pushed after the quarantine was emptied is served, whatever inode it gets', async () => {
  const repository = victim.repository('team/app');
  for (let round = 0; round < 10; round++) {
    const content = randomContent(50_000, `emptied ${round}`);
    const digest = await repository.pushBlob(content);
    await flipBit(poolFile(victim.root, digest), 20_000);
    await expectNeverServed('team/app', digest);
    await repository.pushBlob(content);
    // The last name of the corrupt file goes, and the file system gives its inode to the next file.
    for (const name of await readdir(path.join(victim.root, 'quarantine'))) {
      await rm(path.join(victim.root, 'quarantine', name));
    }
    const next = Array.from({ length: 10 }, (_, index) => randomContent(1_000, `after ${round} ${index}`));
    for (const one of next) {
      await repository.pushBlob(one);
      expect((await repository.getBlob(digestOf(one))).status).toBe(200);
    }
  }
});

const manifestDamages: [string, (file: string) => Promise<void>][] = [
  ['a bit turned', (file) => flipBit(file, 30)],
  ['been cut short', (file) => truncate(file, 40)],
  ['been emptied', (file) => truncate(file, 0)],
  ['been overwritten with another one', (file) => writeFile(file, imageManifest('{}', []))],
];

test('manifests that went bad are never served, are quarantined and healed by the next push', async () => {
  const name = 'team/documents';
  await victim.repository(name).pushImage('sound', [Buffer.from('sound')]);
  const damaged: { what: string; tag: string; digest: string; manifest: Buffer }[] = [];
  for (const [index, [what, damage]] of manifestDamages.entries()) {
    const tag = `v${index}`;
    const image = await victim.repository(name).pushImage(tag, [Buffer.from(what)]);
    await damage(repositoryFile(victim.root, name, 'manifests', image.digest));
    damaged.push({ what, tag, ...image });
    // What the server still has in memory is right, and may be served.
    for (const reference of [tag, image.digest]) {
      const answer = await victim.repository(name).getManifest(reference);
      if (answer.status === 200) expect(answer.body.equals(image.manifest), what).toBe(true);
      else expectRefusal(answer, 404, 'MANIFEST_UNKNOWN');
    }
  }
  await victim.restart();
  for (const { what, tag, digest, manifest } of damaged) {
    const repository = victim.repository(name);
    for (const reference of [tag, digest, tag]) {
      expectRefusal(await repository.getManifest(reference), 404, 'MANIFEST_UNKNOWN');
      expect((await repository.headManifest(reference)).status, what).toBe(404);
    }
    await expectQuarantined(digest);
    expect((await repository.getManifest('sound')).status).toBe(200);
    expect((await repository.putManifest(tag, manifest)).status).toBe(201);
    for (const reference of [tag, digest]) {
      expect((await repository.getManifest(reference)).body.equals(manifest), what).toBe(true);
    }
  }
  const { problems } = await inspectDataFolder(victim.root);
  expect(problems.filter((problem) => problem.includes(`/${name}/`))).toEqual([]);
});

test('quarantined content is still there for an administrator to look at, and of no other use', async () => {
  const names = await readdir(path.join(victim.root, 'quarantine'));
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) expect(existsSync(path.join(victim.root, 'quarantine', name))).toBe(true);
  expectRefusal(await victim.http.request({ path: `/v2/quarantine/x/blobs/${names[0]?.slice(0, 71)}` }), 404);
});
