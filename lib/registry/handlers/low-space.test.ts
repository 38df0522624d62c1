import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf, imageManifest } from '@/tests/harness/content';
import { type PlainRegistry, startPlainRegistry } from '@/tests/harness/plain-registry';
import { RepositoryClient } from '@/tests/harness/push';

let registry: PlainRegistry;
let client: RepositoryClient;

beforeAll(async () => {
  registry = await startPlainRegistry({ CYBERDOCK_STORAGE_MIN_FREE_SPACE: '1PiB' });
  client = new RepositoryClient(registry.port, 'team/app');
});
afterAll(async () => {
  client.http.close();
  await registry.close();
});

describe('a disk with less room than storage.minFreeSpace', () => {
  test('every kind of push is answered 507 with what is free, what is required and what frees space', async () => {
    const answers = [
      await client.http.request({ method: 'POST', path: `${client.path}/blobs/uploads/` }),
      await client.pushMonolithic(Buffer.from('content')),
      await client.putManifest('latest', imageManifest('{}', [])),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(507);
      const [{ code, message, detail }] = JSON.parse(String(answer.body)).errors;
      expect(code).toBe('UNAVAILABLE');
      expect(message).toMatch(
        /has [\d.]+ \w+ free for pushes, and 1\.0 PiB must be left.*storage\.minFreeSpace.*collecting garbage/,
      );
      expect(detail.requiredBytes).toBeGreaterThanOrEqual(1024 ** 5);
      expect(detail.freeBytes).toBeGreaterThan(0);
    }
    const announced = JSON.parse(String(answers[1]?.body)).errors[0].message;
    expect(announced).toContain('after the 7 B of this request');
  });

  test('what needs no room is answered as ever', async () => {
    expect((await client.http.request({ path: '/v2/' })).status).toBe(200);
    expect((await client.headBlob(digestOf('content'))).status).toBe(404);
    expect((await client.deleteManifest('latest')).status).toBe(404);
  });
});
