import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Database } from '@/lib/database/database';
import { digestOf, imageManifest } from '@/tests/harness/content';
import { type PlainRegistry, startPlainRegistry } from '@/tests/harness/plain-registry';
import { RepositoryClient } from '@/tests/harness/push';

let registry: PlainRegistry;
let client: RepositoryClient;
const versions = ['one', 'two', 'three'].map((text) => imageManifest('{}', [], { annotations: { text } }));
const [first, second, third] = versions as [Buffer, Buffer, Buffer];
/** When the tag `v1` moved to each of them. */
const times = ['2025-03-01T10:00:00Z', '2025-03-01T12:00:00Z', '2025-03-05T08:00:00Z'].map((time) =>
  Date.parse(time),
);

beforeAll(async () => {
  registry = await startPlainRegistry();
  client = new RepositoryClient(registry.port, 'team/app');
  await client.pushBlob('{}');
  for (const manifest of versions) await client.putManifest('v1', manifest);
  // As if it had been pushed at these times, into a registry that is older.
  const { database } = Database.open(path.join(registry.root, 'cyberdock.db'));
  const { query } = database;
  const events = database.all(query.selectFrom('tag_event').select('id').orderBy('id'));
  expect(events).toHaveLength(3);
  for (const [at, { id }] of events.entries()) {
    database.run(
      query
        .updateTable('tag_event')
        .set({ at_ms: times[at] ?? 0 })
        .where('id', '=', id),
    );
  }
  const began = { key: 'database.createdAtMs', value: String(Date.parse('2025-01-01T00:00:00Z')) };
  database.run(query.replaceInto('note').values(began));
  database.close();
});
afterAll(async () => {
  client.http.close();
  await registry.close();
});

const errorOf = ({ status, body }: { status: number; body: Buffer }) => {
  const { code, message, detail } = JSON.parse(String(body)).errors[0];
  return { status, code, message, detail };
};
const refused = async (reference: string) => errorOf(await client.getManifest(reference));

describe('a tag as it was', () => {
  test.each([
    ['20250301T100000Z', first],
    ['20250301T115959Z', first],
    ['20250301T120000Z', second],
    ['20250305T075959Z', second],
    ['20250305T080000Z', third],
    ['20250302', second],
    ['20250304', second],
    ['20250306', third],
  ])('at %s is pulled by GET and HEAD like any other tag', async (at, manifest) => {
    const [get, head] = [await client.getManifest(`v1.at.${at}`), await client.headManifest(`v1.at.${at}`)];
    expect([get.status, head.status]).toEqual([200, 200]);
    expect(get.body.equals(manifest)).toBe(true);
    for (const answer of [get, head]) expect(answer.header('docker-content-digest')).toBe(digestOf(manifest));
  });

  test('on a day on which it moved is ambiguous: the moves are named', async () => {
    const answer = await refused('v1.at.20250301');
    expect(answer).toMatchObject({ status: 400, code: 'TAG_INVALID' });
    expect(answer.message).toContain(`at 2025-03-01T10:00:00.000Z to ${digestOf(first)}`);
    expect(answer.message).toContain('v1.at.20250301T100000Z');
    expect(answer.detail).toHaveLength(2);
  });

  test('before it was made is no tag; before the history began is not known', async () => {
    const none = await refused('v1.at.20250301T095959Z');
    expect(none).toMatchObject({ status: 404, code: 'MANIFEST_UNKNOWN' });
    expect(none.message).toContain('had no tag v1');
    const unknown = await refused('v1.at.20241231T235959Z');
    expect(unknown).toMatchObject({ status: 404, code: 'MANIFEST_UNKNOWN' });
    expect(unknown.message).toContain('known since 2025-01-01T00:00:00.000Z');
  });

  test.each([
    ['v1.at.20250230', 'does not exist'],
    ['v1.at.20990101T000000Z', 'future'],
    [`${'a'.repeat(109)}.at.20250301T100000Z`, 'at most 108'],
  ])('under %s is refused', async (reference, why) => {
    const answer = await refused(reference);
    expect(answer).toMatchObject({ status: 400, code: 'TAG_INVALID' });
    expect(answer.message).toContain(why);
  });

  test('can not be pushed, by the path or by a tag parameter; nothing of the push is kept', async () => {
    const manifest = imageManifest('{}', [], { annotations: { text: 'forged' } });
    const digest = digestOf(manifest);
    for (const reference of [
      'v1.at.20250301',
      'v1.at.20250301T100000Z',
      `${digest}?tag=ok&tag=x.at.20991399`,
    ]) {
      const answer = errorOf(await client.putManifest(reference, manifest));
      expect(answer).toMatchObject({ status: 400, code: 'TAG_INVALID' });
      expect(answer.message).toContain('reserved');
    }
    expect((await client.getManifest(digest)).status).toBe(404);
    expect(await client.tags()).toEqual(['v1']);
  });

  test('is ambiguous where somebody put a tag of that name on disk', async () => {
    const link = path.join(registry.root, 'repositories/team/app/manifests/v1.at.20250304T000000Z');
    await fs.symlink(digestOf(first), link);
    const answer = await refused('v1.at.20250304T000000Z');
    expect(answer).toMatchObject({ status: 400, code: 'TAG_INVALID' });
    expect(answer.message).toContain('ambiguous');
    expect((await client.deleteManifest('v1.at.20250304T000000Z')).status).toBe(202);
    expect((await client.getManifest('v1.at.20250304T000000Z')).status).toBe(200);
  });

  test('whose manifest was deleted is named, with the entry of the trash that has it', async () => {
    await client.deleteManifest(digestOf(first));
    const answer = await refused('v1.at.20250301T100000Z');
    expect(answer).toMatchObject({ status: 404, code: 'MANIFEST_UNKNOWN' });
    const [entry] = (await fs.readdir(path.join(registry.root, 'trash/entries')))
      .filter((name) => name.endsWith('.json'))
      .slice(-1);
    expect(answer.detail).toMatchObject({ digest: digestOf(first), trashEntry: entry?.replace('.json', '') });
    expect(answer.message).toContain(digestOf(first));
  });
});

describe('a blob that the trash holds', () => {
  test('is gone from the repository: it can be deleted, and is not found', async () => {
    await client.pushBlob('only here');
    const manifest = imageManifest('{}', ['only here']);
    await client.putManifest('gone', manifest);
    expect((await client.deleteManifest(digestOf(manifest))).status).toBe(202);
    expect((await client.deleteBlob(digestOf('only here'))).status).toBe(202);
    expect((await client.headBlob(digestOf('only here'))).status).toBe(404);
    expect((await client.getBlob(digestOf('only here'))).status).toBe(404);
    expect((await client.deleteBlob(digestOf('only here'))).status).toBe(404);
  });
});
