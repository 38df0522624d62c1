import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf, mediaTypes } from '../harness/content';
import { type CyberDock, doors, startCyberDock } from '../harness/cyberdock';
import { RepositoryClient } from '../harness/push';

describe.each(doors)(
  'through the door %s, a client that accepts gzip gets the content as it is stored, with its exact length',
  (door) => {
    let server: CyberDock;
    let repository: RepositoryClient;
    let manifest: { digest: string };
    const layer = Buffer.alloc(100_000, 'content that compresses well ');

    beforeAll(async () => {
      server = await startCyberDock({ door });
      repository = new RepositoryClient(server.port, 'conformance/compression');
      manifest = await repository.pushImage('v1', [layer]);
    });

    afterAll(() => server?.stop());

    it.each([
      ['the version check', () => '/v2/'],
      ['the catalog', () => '/v2/_catalog'],
      ['a list of tags', () => `${repository.path}/tags/list`],
      ['a manifest by tag', () => `${repository.path}/manifests/v1`],
      ['a manifest by digest', () => `${repository.path}/manifests/${manifest.digest}`],
      ['a blob', () => `${repository.path}/blobs/${digestOf(layer)}`],
      ['referrers', () => `${repository.path}/referrers/${manifest.digest}`],
      ['an error', () => `${repository.path}/manifests/missing`],
    ])('%s', async (_what, path) => {
      const headers = { 'Accept-Encoding': 'gzip, deflate, br, zstd', Accept: `${mediaTypes.manifest}, */*` };
      const whole = await repository.http.request({ path: path(), headers });
      expect(whole.headers['content-encoding']).toBeUndefined();
      expect(whole.headers['content-length']).toBe(String(whole.body.length));
      const head = await repository.http.request({ method: 'HEAD', path: path(), headers });
      expect(head.status).toBe(whole.status);
      expect(head.headers['content-encoding']).toBeUndefined();
      expect(head.headers['content-length']).toBe(String(whole.body.length));
    });
  },
);
