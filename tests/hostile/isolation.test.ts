import { expect, test } from 'vitest';
import { digestOf, imageIndex, imageManifest, mediaTypes } from '../harness/content';
import { catalog } from '../harness/push';
import { randomContent } from '../harness/random';
import { expectRefusal } from '../harness/registry-answer';
import { startVictim } from './fixture';

const victim = startVictim();
const content = randomContent(10_000, 'isolation');

test('content that only another repository holds is unknown, to reads, deletes and manifests', async () => {
  const { digest, manifest } = await victim.repository('secret/app').pushImage('v1', [content]);
  for (const name of ['public/app', 'secret/app2', 'secret/app/below', 'secret/ap', 'app']) {
    const repository = victim.repository(name);
    expectRefusal(await repository.getBlob(digestOf(content)), 404);
    expect((await repository.headBlob(digestOf(content))).status).toBe(404);
    expectRefusal(await repository.deleteBlob(digestOf(content)), 404);
    for (const reference of [digest, 'v1']) {
      expectRefusal(await repository.getManifest(reference), 404);
      expect((await repository.headManifest(reference)).status).toBe(404);
      expectRefusal(await repository.deleteManifest(reference), 404);
    }
    expectRefusal(await repository.putManifest('v1', manifest), 400, 'MANIFEST_BLOB_UNKNOWN');
    expect(await repository.referrers(digest)).toEqual([]);
    expect(await repository.tags()).toBeUndefined();
  }
  expect((await victim.repository('secret/app').getBlob(digestOf(content))).body.equals(content)).toBe(true);
  expect((await victim.repository('secret/app').deleteManifest(digest)).status).toBe(202);
});

test('a mount from a repository that does not hold the blob becomes an upload session', async () => {
  const digest = await victim.repository('secret/layers').pushBlob(content);
  for (const from of [
    'secret/none',
    'secret',
    '..',
    'secret/../secret/layers',
    'SECRET/layers',
    '',
    'secret/layers/',
    '%00',
  ]) {
    const repository = victim.repository('public/app');
    const answer = await repository.mount(digest, from);
    if (answer.status === 400) {
      expectRefusal(answer, 400, 'NAME_INVALID');
      continue;
    }
    expect(answer.status, from).toBe(202);
    expect((await repository.headBlob(digest)).status).toBe(404);
    expect((await repository.cancelUpload({ location: answer.header('location') ?? '' })).status).toBe(204);
  }
  expect((await victim.repository('secret/layers').deleteBlob(digest)).status).toBe(202);
});

test('a mounted blob outlives the one that it was mounted from', async () => {
  const digest = await victim.repository('first/app').pushBlob(content);
  const mounted = await victim.repository('second/app').mount(digest, 'first/app');
  expect(mounted.status).toBe(201);
  expect(mounted.header('location')).toBe(`/v2/second/app/blobs/${digest}`);
  expect((await victim.repository('first/app').deleteBlob(digest)).status).toBe(202);
  expect((await victim.repository('first/app').headBlob(digest)).status).toBe(404);
  expect((await victim.repository('second/app').getBlob(digest)).body.equals(content)).toBe(true);
  expect((await victim.repository('second/app').deleteBlob(digest)).status).toBe(202);
});

test('what was deleted is unknown at once, and can be pushed again', async () => {
  const repository = victim.repository('team/app');
  for (let round = 0; round < 5; round++) {
    const { digest } = await repository.pushImage('v1', [content]);
    expect((await repository.deleteManifest(digest)).status).toBe(202);
    for (const reference of [digest, 'v1']) {
      expect((await repository.headManifest(reference)).status).toBe(404);
      expectRefusal(await repository.getManifest(reference), 404, 'MANIFEST_UNKNOWN');
      expectRefusal(await repository.deleteManifest(reference), 404, 'MANIFEST_UNKNOWN');
    }
    expect(await catalog(victim.http)).not.toContain('team/app');
    expect((await repository.deleteBlob(digestOf(content))).status).toBe(202);
    expect((await repository.headBlob(digestOf(content))).status).toBe(404);
    expectRefusal(await repository.getBlob(digestOf(content)), 404, 'BLOB_UNKNOWN');
    expectRefusal(await repository.deleteBlob(digestOf(content)), 404, 'BLOB_UNKNOWN');
  }
});

test('content that a manifest names cannot be deleted, and the refusal names the manifest', async () => {
  const repository = victim.repository('team/app');
  const { digest, manifest } = await repository.pushImage('v1', [content]);
  const index = imageIndex([manifest]);
  expect((await repository.putManifest('all', index, mediaTypes.index)).status).toBe(201);

  const ofBlob = await repository.deleteBlob(digestOf(content));
  expectRefusal(ofBlob, 405, 'UNSUPPORTED');
  expect(String(ofBlob.body)).toContain(digest);
  expect((await repository.getBlob(digestOf(content))).body.equals(content)).toBe(true);

  const ofChild = await repository.deleteManifest(digest);
  expectRefusal(ofChild, 405, 'UNSUPPORTED');
  expect(String(ofChild.body)).toContain(digestOf(index));
  expect((await repository.headManifest('v1')).status).toBe(200);

  // A tag is a name only, so it may go.
  expect((await repository.deleteManifest('v1')).status).toBe(202);
  expect((await repository.headManifest(digest)).status).toBe(200);
  for (const gone of [digestOf(index), digest])
    expect((await repository.deleteManifest(gone)).status).toBe(202);
  expect((await repository.deleteBlob(digestOf(content))).status).toBe(202);
});

test('a blob that is deleted while a manifest that names it is pushed is there, or the manifest is not', async () => {
  const repository = victim.repository('team/races');
  const config = Buffer.from('{"races":true}');
  await repository.pushBlob(config);
  for (let round = 0; round < 40; round++) {
    const layer = Buffer.from(`layer ${round}`);
    const manifest = imageManifest(config, [layer]);
    await repository.pushBlob(layer);
    const [put, removed] = await Promise.all([
      repository.putManifest('race', manifest),
      repository.deleteBlob(digestOf(layer)),
    ]);
    expect([201, 400]).toContain(put.status);
    expect([202, 405]).toContain(removed.status);
    if (put.status === 201) {
      expect((await repository.getBlob(digestOf(layer))).body.equals(layer)).toBe(true);
      expect((await repository.deleteManifest(digestOf(manifest))).status).toBe(202);
    } else {
      expect(removed.status).toBe(202);
    }
  }
});

test('a referrer is listed for its own repository only, and not after it was deleted', async () => {
  const subject = await victim.repository('team/app').pushImage('v1', [content]);
  const descriptor = {
    mediaType: mediaTypes.manifest,
    digest: subject.digest,
    size: subject.manifest.length,
  };
  const referrer = await victim.repository('team/app').pushImage('signature', [], { subject: descriptor });
  await victim.repository('team/other').pushImage('signature', [Buffer.from('x')], { subject: descriptor });
  expect(await victim.repository('team/app').referrers(subject.digest)).toEqual([referrer.digest]);
  expect((await victim.repository('team/app').deleteManifest(referrer.digest)).status).toBe(202);
  expect(await victim.repository('team/app').referrers(subject.digest)).toEqual([]);
});

test('a new tag, a moved tag and a removed tag are seen at once in the list', async () => {
  const repository = victim.repository('team/tags');
  const one = await repository.pushImage('a', [Buffer.from('1')]);
  const two = await repository.pushImage('b', [Buffer.from('2')]);
  for (let round = 0; round < 20; round++) {
    expect((await repository.putManifest(`t${round}`, one.manifest)).status).toBe(201);
    expect(await repository.tags()).toContain(`t${round}`);
    expect((await repository.putManifest(`t${round}`, two.manifest)).status).toBe(201);
    expect((await repository.headManifest(`t${round}`)).header('docker-content-digest')).toBe(two.digest);
    expect((await repository.deleteManifest(`t${round}`)).status).toBe(202);
    expect(await repository.tags()).toEqual(['a', 'b']);
  }
});
