import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { digestOf } from '../harness/content';
import { poolFile } from '../harness/data-folder';
import { rawRequest } from '../harness/raw-http';
import { expectRefusal } from '../harness/registry-answer';
import { startVictim } from './fixture';

const victim = startVictim();
const content = Buffer.from('the content of every digest here');
const hex = digestOf(content).slice(7);

beforeAll(async () => {
  await victim.repository('team/app').pushBlob(content);
});

const attacks = [
  ...[
    'sha256',
    'sha256:',
    ':',
    `:${hex}`,
    `sha256:${hex.slice(1)}`,
    `sha256:${hex}0`,
    `sha256:${hex.toUpperCase()}`,
  ],
  ...[
    `SHA256:${hex}`,
    `Sha256:${hex}`,
    `sha256:${'g'.repeat(64)}`,
    `sha256:${'%20'.repeat(64)}`,
    `sha-256:${hex}`,
  ],
  ...[
    `md5:${'0'.repeat(32)}`,
    `sha1:${'0'.repeat(40)}`,
    `sha384:${'0'.repeat(96)}`,
    `blake3:${'0'.repeat(64)}`,
  ],
  ...[
    `sha512:${hex}`,
    `sha256:${hex}${hex}`,
    `sha256:${hex},sha256:${hex}`,
    `sha256::${hex}`,
    `sha256:${hex}:`,
  ],
  ...[
    `../sha256:${hex}`,
    `..%2fsha256:${hex}`,
    `sha256:..%2f${hex.slice(3)}`,
    `sha256:%2e%2e%2f${hex.slice(3)}`,
  ],
  ...[
    `sha256:${hex}%00`,
    `sha256:%00${hex.slice(1)}`,
    `sha256:${hex}%0a`,
    `%20sha256:${hex}`,
    `sha256:${hex}%20`,
  ],
  ...[
    `sha256%3A${hex}/..`,
    `sha256:${hex}/../${hex}`,
    `sha256:${hex}%2f`,
    `sha256:${hex}%5c`,
    `sha256+b64:${hex}`,
  ],
  ...[
    `sha256:${'0'.repeat(10_000)}`,
    `${'a'.repeat(10_000)}:${hex}`,
    `__proto__:${hex}`,
    `constructor:${hex}`,
  ],
  ...[`sha256:%EF%BC%90${hex.slice(1)}`, `%73ha256:${hex.toUpperCase()}`],
];

test.each(attacks)('the digest %j is refused wherever a digest stands', async (digest) => {
  const requests = [
    { method: 'GET', target: `/v2/team/app/blobs/${digest}` },
    { method: 'HEAD', target: `/v2/team/app/blobs/${digest}` },
    { method: 'DELETE', target: `/v2/team/app/blobs/${digest}` },
    { method: 'GET', target: `/v2/team/app/referrers/${digest}` },
    { method: 'POST', target: `/v2/team/app/blobs/uploads/?digest=${digest}`, body: content },
    { method: 'PUT', target: `/v2/team/app/manifests/x:${digest}`, body: '{}' },
  ];
  for (const request of requests) {
    expectRefusal(await rawRequest(victim.port, request), [400, 404], undefined, request.method);
  }
});

test.each(attacks)('an upload session outlives a PUT with the digest %j', async (digest) => {
  const repository = victim.repository('team/app');
  const session = await repository.startUpload();
  const refused = await rawRequest(victim.port, {
    method: 'PUT',
    target: `${session.location}?digest=${digest}`,
    body: '',
  });
  expectRefusal(refused, 400);
  expect(await repository.uploadedBytes(session)).toBe(0);
  expect((await repository.finishUpload(session, digestOf(content), content)).status).toBe(201);
});

test.each(attacks)('a mount of the digest %j is refused or becomes an upload session', async (digest) => {
  const target = `/v2/team/other/blobs/uploads/?mount=${digest}&from=team/app`;
  const answer = await rawRequest(victim.port, { method: 'POST', target, body: '' });
  if (answer.status !== 202) return expectRefusal(answer, 400);
  const location = answer.header('location') ?? '';
  expect((await victim.http.request({ method: 'DELETE', path: location })).status).toBe(204);
});

test('a digest algorithm for an upload that is not supported is refused', async () => {
  for (const algorithm of ['md5', 'sha1', 'SHA256', 'sha384', '', '..', 'sha256,sha512', '__proto__']) {
    const target = `/v2/team/app/blobs/uploads/?digest-algorithm=${algorithm}`;
    expectRefusal(await rawRequest(victim.port, { method: 'POST', target, body: '' }), 400, 'DIGEST_INVALID');
  }
});

test('content is stored under its digest or not at all, whichever digest is claimed for it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 2_000 }),
      fc.boolean(),
      fc.constantFrom<'sha256' | 'sha512'>('sha256', 'sha512'),
      fc.constantFrom('one POST', 'POST and PUT', 'PATCH and PUT'),
      async (bytes, isRight, algorithm, way) => {
        const repository = victim.repository('team/claims');
        const actual = digestOf(bytes, algorithm);
        const claimed = isRight ? actual : digestOf(Buffer.concat([bytes, Buffer.from('!')]), algorithm);
        const status = isRight ? 201 : 400;
        if (way === 'one POST') {
          expect((await repository.pushMonolithic(bytes, claimed)).status).toBe(status);
        } else {
          const session = await repository.startUpload();
          if (way === 'PATCH and PUT')
            expect((await repository.uploadStream(session, bytes, 700)).status).toBe(202);
          const rest = way === 'POST and PUT' ? bytes : undefined;
          const answer = await repository.finishUpload(session, claimed, rest);
          expect(answer.status, String(answer.body)).toBe(status);
          if (!isRight) expect((await repository.cancelUpload(session)).status).toBe(204);
        }
        const read = await repository.getBlob(claimed);
        expect(read.status).toBe(isRight ? 200 : 404);
        if (!isRight) {
          expect(existsSync(poolFile(victim.root, claimed))).toBe(false);
          return;
        }
        expect(read.body.equals(bytes)).toBe(true);
        expect(read.header('docker-content-digest')).toBe(claimed);
        expect((await repository.deleteBlob(claimed)).status).toBe(202);
        expect((await repository.headBlob(claimed)).status).toBe(404);
      },
    ),
    { numRuns: 60 },
  );
});
