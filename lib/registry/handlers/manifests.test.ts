import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf, imageIndex, imageManifest, mediaTypes } from '@/tests/harness/content';
import { type PlainRegistry, startPlainRegistry } from '@/tests/harness/plain-registry';
import { catalog, RepositoryClient } from '@/tests/harness/push';

let registry: PlainRegistry;
let client: RepositoryClient;

beforeAll(async () => {
  registry = await startPlainRegistry({ CYBERDOCK_STORAGE_MAX_MANIFEST_SIZE: '100KiB' });
  client = new RepositoryClient(registry.port, 'team/app');
  for (const blob of ['{}', 'layer']) await client.pushBlob(blob);
});
afterAll(async () => {
  client.http.close();
  await registry.close();
});

function codeOf(answer: { body: Buffer }): string {
  return JSON.parse(String(answer.body)).errors[0].code;
}

describe('a manifest', () => {
  test('comes back byte for byte by tag and by digest, with the type it was pushed with', async () => {
    const manifest = Buffer.concat([imageManifest('{}', ['layer']), Buffer.from('\n  \n')]);
    const put = await client.putManifest('exact', manifest);
    expect(put.status).toBe(201);
    expect(put.header('location')).toBe(`/v2/team/app/manifests/${digestOf(manifest)}`);
    for (const reference of ['exact', digestOf(manifest)]) {
      const [get, head] = [await client.getManifest(reference), await client.headManifest(reference)];
      expect(get.body.equals(manifest)).toBe(true);
      for (const answer of [get, head]) {
        expect(answer.header('content-type')).toBe(mediaTypes.manifest);
        expect(answer.header('content-length')).toBe(String(manifest.length));
        expect(answer.header('docker-content-digest')).toBe(digestOf(manifest));
      }
    }
  });

  test('keeps the type of its Content-Type when it does not name one itself', async () => {
    const manifest = imageManifest('{}', [], { mediaType: undefined });
    await client.putManifest('untyped', manifest);
    expect((await client.headManifest('untyped')).header('content-type')).toBe(mediaTypes.manifest);
  });

  test('is refused when it names what the repository does not hold', async () => {
    const answer = await client.putManifest('lacking', imageManifest('{}', ['never pushed']));
    expect(answer.status).toBe(400);
    expect(codeOf(answer)).toBe('MANIFEST_BLOB_UNKNOWN');
    expect((await client.getManifest('lacking')).status).toBe(404);
  });

  test('is refused under a digest that is not its own', async () => {
    const answer = await client.putManifest(digestOf('other'), imageManifest('{}', []));
    expect([answer.status, codeOf(answer)]).toEqual([400, 'DIGEST_INVALID']);
  });

  test('over the limit is refused, whether its length is said or not', async () => {
    const body = imageManifest('{}', [], { annotations: { a: 'x'.repeat(110 * 1024) } });
    expect((await client.putManifest('large', body)).status).toBe(413);
    const path = '/v2/team/app/manifests/large';
    const headers = { 'Content-Type': mediaTypes.manifest };
    const streamed = await client.http.request({ method: 'PUT', path, headers, body, pieceBytes: 1000 });
    expect([streamed.status, codeOf(streamed)]).toEqual([413, 'SIZE_INVALID']);
  });

  test('pushed by digest with tags gets all of them, and is told so', async () => {
    const manifest = imageManifest('{}', ['layer'], { annotations: { many: 'tags' } });
    const tags = Array.from({ length: 12 }, (_, at) => `many-${at}`);
    const query = tags.map((tag) => `tag=${tag}`).join('&');
    const answer = await client.putManifest(`${digestOf(manifest)}?${query}`, manifest);
    expect(answer.status).toBe(201);
    expect(answer.header('oci-tag')?.split(', ').sort()).toEqual([...tags].sort());
    for (const tag of tags) expect((await client.headManifest(tag)).status).toBe(200);
  });

  test('by sha512 is another than by sha256', async () => {
    const manifest = imageManifest('{}', ['layer'], { annotations: { hash: 'long' } });
    const digest = digestOf(manifest, 'sha512');
    expect((await client.putManifest(digest, manifest)).header('docker-content-digest')).toBe(digest);
    expect((await client.headManifest(digest)).header('docker-content-digest')).toBe(digest);
    expect((await client.headManifest(digestOf(manifest))).status).toBe(404);
  });
});

describe('deleting', () => {
  test('a tag leaves the manifest and its other tags', async () => {
    const { digest } = await client.pushImage('one', [Buffer.from('a')]);
    await client.pushImage('one', [Buffer.from('a')]);
    await client.putManifest('two', (await client.getManifest('one')).body);
    expect((await client.deleteManifest('one')).status).toBe(202);
    expect((await client.getManifest('one')).status).toBe(404);
    expect((await client.getManifest('two')).status).toBe(200);
    expect((await client.getManifest(digest)).status).toBe(200);
    expect((await client.deleteManifest('one')).status).toBe(404);
  });

  test('a manifest removes every tag that points to it', async () => {
    const { digest, manifest } = await client.pushImage('three', [Buffer.from('b')]);
    await client.putManifest('four', manifest);
    expect((await client.deleteManifest(digest)).status).toBe(202);
    for (const tag of ['three', 'four', digest]) expect((await client.getManifest(tag)).status).toBe(404);
    expect(await client.tags()).not.toContain('three');
  });

  test('a manifest that an index names is refused until the index is gone', async () => {
    const child = imageManifest('{}', [], { annotations: { child: 'yes' } });
    await client.putManifest(digestOf(child), child);
    const index = imageIndex([child]);
    await client.putManifest('index', index, mediaTypes.index);
    expect((await client.deleteManifest(digestOf(child))).status).toBe(405);
    expect((await client.deleteManifest(digestOf(index))).status).toBe(202);
    expect((await client.deleteManifest(digestOf(child))).status).toBe(202);
  });

  test('the last manifest leaves no ghost in the catalog', async () => {
    const ghost = new RepositoryClient(client.http, 'team/ghost');
    const { digest } = await ghost.pushImage('only', []);
    expect(await catalog(client.http)).toContain('team/ghost');
    await ghost.deleteManifest(digest);
    expect(await catalog(client.http)).not.toContain('team/ghost');
    expect(await ghost.tags()).toBeUndefined();
  });
});

describe('referrers', () => {
  test('are listed with their type and annotations, filtered when asked, and gone when deleted', async () => {
    const { manifest: subject, digest } = await client.pushImage('subject', [Buffer.from('c')]);
    const refer = (artifactType: string) =>
      imageManifest('{}', [], {
        artifactType,
        annotations: { of: artifactType },
        subject: { mediaType: mediaTypes.manifest, digest, size: subject.length },
      });
    const [signature, sbom] = [refer('application/signature+json'), refer('application/spdx+json')];
    const put = await client.putManifest(digestOf(signature), signature);
    expect(put.header('oci-subject')).toBe(digest);
    await client.putManifest(digestOf(sbom), sbom);
    const path = `/v2/team/app/referrers/${digest}`;
    const all = JSON.parse(String((await client.http.request({ path })).body));
    expect(all).toMatchObject({ schemaVersion: 2, mediaType: mediaTypes.index });
    expect(all.manifests).toHaveLength(2);
    const some = await client.http.request({ path: `${path}?artifactType=application%2Fspdx%2Bjson` });
    expect(some.header('oci-filters-applied')).toBe('artifactType');
    expect(JSON.parse(String(some.body)).manifests).toEqual([
      {
        mediaType: mediaTypes.manifest,
        digest: digestOf(sbom),
        size: sbom.length,
        artifactType: 'application/spdx+json',
        annotations: { of: 'application/spdx+json' },
      },
    ]);
    await client.deleteManifest(digestOf(sbom));
    expect(await client.referrers(digest)).toEqual([digestOf(signature)]);
  });

  test('listed under the fallback tag by a client that did it itself are found too', async () => {
    const subject = digestOf('a subject that is not here');
    const referrer = imageManifest('{}', [], { annotations: { pushed: 'without subject' } });
    await client.putManifest(digestOf(referrer), referrer);
    await client.putManifest(subject.replace(':', '-'), imageIndex([referrer]), mediaTypes.index);
    expect(await client.referrers(subject)).toEqual([digestOf(referrer)]);
  });

  test('of what nothing refers to are an empty list, never 404', async () => {
    const path = `/v2/never/pushed/referrers/${digestOf('nothing')}`;
    const answer = await client.http.request({ path });
    expect(answer.status).toBe(200);
    expect(answer.header('content-type')).toBe(mediaTypes.index);
    expect(JSON.parse(String(answer.body)).manifests).toEqual([]);
  });
});
