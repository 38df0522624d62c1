import { readdir } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repositoryFile } from '../harness/data-folder';
import { rawRequest } from '../harness/raw-http';
import { errorCodes, expectRefusal, expectRegistryAnswer } from '../harness/registry-answer';
import { startVictim } from './fixture';

const victim = startVictim();
const digest = `sha256:${'0'.repeat(64)}`;

/** The grammar of the specification, written once more, so that a slip in the product's cannot hide. */
const componentPattern = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/;
const reserved = ['manifests', 'blobs', 'referrers'];

function isName(name: string): boolean {
  const whole = name.includes('/') ? name : `library/${name}`;
  const parts = whole.split('/');
  return (
    whole.length <= 255 &&
    parts.every((part) => componentPattern.test(part)) &&
    parts.slice(1).every((part) => !reserved.includes(part))
  );
}

/** Every request that names a repository. None of them is one that a valid but unknown repository would pass. */
function requestsOn(name: string) {
  const body = '{}';
  return [
    { method: 'GET', target: `/v2/${name}/tags/list` },
    { method: 'GET', target: `/v2/${name}/manifests/v1` },
    { method: 'HEAD', target: `/v2/${name}/manifests/v1` },
    { method: 'PUT', target: `/v2/${name}/manifests/v1`, body },
    { method: 'DELETE', target: `/v2/${name}/manifests/v1` },
    { method: 'GET', target: `/v2/${name}/blobs/${digest}` },
    { method: 'DELETE', target: `/v2/${name}/blobs/${digest}` },
    { method: 'POST', target: `/v2/${name}/blobs/uploads/?digest=${digest}`, body },
    { method: 'POST', target: `/v2/${name}/blobs/uploads/?mount=sha256:x`, body },
  ];
}

/** Names as they stand in the path, so escapes are of the attack. */
const attacks = [
  ...[
    'UPPER/case',
    'a/B',
    'a/b_',
    '_a/b',
    'a/-b',
    'a/b-',
    '.a/b',
    'a/.b',
    'a/b.',
    'a..b/c',
    'a/b..c',
    'a/b___c',
    'a/b._c',
  ],
  ...[
    'a/b%20c',
    'a/b+c',
    'a/b@c',
    'a/b~c',
    'a/b:c',
    'a/b;c',
    'a/b,c',
    'a/b*',
    'a/b$c',
    'a/b!',
    "a/b'c",
    'a/b"c',
  ],
  ...[
    '../a',
    'a/..',
    'a/../b',
    'a/./b',
    '..',
    '.',
    '../../etc',
    'a/../../..',
    '%2e%2e/a',
    'a/%2e%2e',
    'a/%2e%2e/b',
    'a/%2E%2E/b',
  ],
  ...[
    '%2e%2e%2fa',
    'a%2f..%2fb',
    'a/..%2f..%2f..%2fetc%2fpasswd',
    '%2fetc%2fpasswd',
    'a/%252e%252e/b',
    'a/%c0%ae%c0%ae/b',
  ],
  ...[
    'a%2fb%2f',
    'a/b%2f',
    'a/b%2f..',
    'a%5cb',
    'a/..%5c..%5cb',
    'a/b%5c',
    '..%5c..',
    'c:%5cwindows',
    '%5c%5cserver%5cshare',
  ],
  ...['a%00b/c', 'a/b%00', 'a/b%00.json', 'a/b%0a', 'a/b%0d%0aX-Evil:1', 'a/b%09c', 'a/b%7f', 'a/%01'],
  ...[
    '%C3%BC/a',
    'a/%C3%BC',
    'a/%F0%9F%90%B3',
    'a/%E2%80%AE',
    'a/%EF%BC%8E%EF%BC%8E',
    'a/%E2%81%84b',
    'a/%ff%fe',
    'a/b%CC%81',
  ],
  ...[
    'a/manifests',
    'a/blobs',
    'a/referrers',
    'a/manifests/b',
    'a/blobs/b',
    'a/referrers/b',
    'a/b/manifests',
    'a/b/c/blobs',
  ],
  ...['manifests', 'blobs', 'referrers'],
  ...['a//b', 'a/b//c', '/a/b', 'a/b/'],
  ...[
    'a'.repeat(256),
    `a/${'b'.repeat(255)}`,
    `${'a/'.repeat(200)}a`,
    `${'a'.repeat(250)}/bbbbbb`,
    `${'x/'.repeat(2_000)}x`,
  ],
];

test.each(attacks)('the name %j is refused by every request, with JSON and nothing written', async (name) => {
  for (const request of requestsOn(name)) {
    const answer = await rawRequest(victim.port, request);
    expectRefusal(answer, [400, 404, 405], undefined, request.method);
    // A route that is not there is the other way to say that a name is none.
    if (request.method !== 'HEAD' && answer.status === 400) {
      expect(errorCodes(answer.body)[0]).toMatch(
        /^(NAME_INVALID|UNSUPPORTED|DIGEST_INVALID|BLOB_UPLOAD_INVALID)$/,
      );
    }
  }
  expect(await readdir(path.join(victim.root, 'repositories'))).toEqual([]);
});

test.each(reserved)('%s as a component after the first is NAME_INVALID and says why', async (word) => {
  for (const name of [`a/${word}`, `a/${word}/b`, `a/b/${word}`]) {
    const answer = await rawRequest(victim.port, {
      method: 'POST',
      target: `/v2/${name}/blobs/uploads/`,
      body: '',
    });
    expectRefusal(answer, 400, 'NAME_INVALID');
    expect(String(answer.body)).toContain(word);
  }
});

test('a name of the greatest length works, one character more is refused', async () => {
  const longest = `${'a'.repeat(126)}/${'b'.repeat(128)}`;
  expect(longest.length).toBe(255);
  const repository = victim.repository(longest);
  const { digest } = await repository.pushImage('v1', []);
  expect((await repository.getManifest('v1')).header('docker-content-digest')).toBe(digest);
  expectRefusal(await victim.http.request({ path: `/v2/${longest}b/tags/list` }), 400, 'NAME_INVALID');
  for (const reference of [digest]) expect((await repository.deleteManifest(reference)).status).toBe(202);
});

test('a name of one component is the same repository as below library/', async () => {
  const { digest } = await victim.repository('alpine').pushImage('v1', []);
  expect((await victim.repository('library/alpine').getManifest('v1')).header('docker-content-digest')).toBe(
    digest,
  );
  expect((await victim.repository('library/alpine').deleteManifest(digest)).status).toBe(202);
  expect((await victim.repository('alpine').headManifest('v1')).status).toBe(404);
});

const nearName = fc
  .array(
    fc.oneof(
      fc.stringMatching(/^[a-z0-9]{1,4}([._-]{1,3}[a-z0-9]{1,3})?$/),
      fc.constantFrom(
        'manifests',
        'blobs',
        'referrers',
        'tags',
        'uploads',
        'list',
        '..',
        '.',
        '_catalog',
        'A',
        '',
      ),
      fc.string({
        unit: fc.constantFrom('a', 'Z', '0', '.', '_', '-', '~', '%', ' ', '\\', '\0', 'ü', '🐳', ':'),
        maxLength: 6,
      }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join('/'));

test('exactly the names of the grammar open an upload session', async () => {
  await fc.assert(
    fc.asyncProperty(nearName, async (name) => {
      const target = `/v2/${name.split('/').map(encodeURIComponent).join('/')}/blobs/uploads/`;
      const answer = await rawRequest(victim.port, { method: 'POST', target, body: '' });
      if (!isName(name)) {
        expectRefusal(answer, [400, 404, 405]);
        return;
      }
      expect(answer.status).toBe(202);
      const location = answer.header('location') ?? '';
      expect((await victim.http.request({ method: 'DELETE', path: location })).status).toBe(204);
    }),
    { numRuns: 150 },
  );
});

const anyPath = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'v2',
        'a',
        'b',
        'manifests',
        'blobs',
        'uploads',
        'tags',
        'list',
        'referrers',
        '_catalog',
        digest,
      ),
      fc.constantFrom('..', '.', '', '%2e%2e', '%2f', '%5c', '%00', '%', '%zz', '\\', '*', '?', '?a=b', '#'),
      fc.string({ unit: 'binary-ascii', maxLength: 5 }),
      fc.webSegment(),
    ),
    { maxLength: 8 },
  )
  // What would end the request line is no longer part of a path.
  .map((parts) => `/v2/${parts.join('/')}`.replace(/[\0-\x20\x7f]/g, '_'));

test('whatever path comes, the answer is of the registry', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyPath,
      fc.constantFrom('GET', 'HEAD', 'PUT', 'DELETE', 'PATCH'),
      async (target, method) => {
        const body = method.startsWith('P') ? 'x' : undefined;
        expectRegistryAnswer(await rawRequest(victim.port, { method, target, body }), method);
      },
    ),
    { numRuns: 250 },
  );
});

const tagAttacks = [
  ...[
    '.',
    '..',
    '.v1',
    '-v1',
    'v%201',
    'v+1',
    'v%2f1',
    '..%2f..%2fx',
    '%2e%2e',
    'v1%00',
    'v%5c1',
    'v1%0a',
    '%C3%BC',
    'v@1',
    'v~1',
  ],
  ...['a'.repeat(129), 'a'.repeat(4_000), '%F0%9F%90%B3', 'v1%3f', 'v1%23', '*', 'a,b', 'a;b', 'latest%20'],
];

test.each(tagAttacks)('the tag %j is refused', async (tag) => {
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
    const body = method === 'PUT' ? '{}' : undefined;
    const answer = await rawRequest(victim.port, { method, target: `/v2/team/app/manifests/${tag}`, body });
    expectRefusal(answer, [400, 404], undefined, method);
    if (method === 'PUT' && !/^(\.|\.\.|%2e%2e)$/.test(tag))
      expectRefusal(answer, 400, ['TAG_INVALID', 'NAME_INVALID']);
  }
});

test('a tag of 128 characters works, and lies where the layout says', async () => {
  const tag = `V${'x'.repeat(125)}.0`;
  const repository = victim.repository('team/tags');
  const { digest } = await repository.pushImage(tag, []);
  expect(await repository.tags()).toEqual([tag]);
  expect(repositoryFile(victim.root, 'team/tags', 'manifests', tag)).toMatch(/manifests\/V/);
  expect((await repository.deleteManifest(digest)).status).toBe(202);
});

test('tags of the tag parameter are held to the same grammar', async () => {
  const repository = victim.repository('team/parameters');
  const { digest, manifest } = await repository.pushImage('v1', []);
  for (const tag of ['..%2f..%2fx', '-x', '%00', 'a'.repeat(129), '']) {
    const answer = await victim.http.request({
      method: 'PUT',
      path: `${repository.path}/manifests/${digest}?tag=good&tag=${tag}`,
      headers: { 'Content-Type': 'application/vnd.oci.image.manifest.v1+json' },
      body: manifest,
    });
    expectRefusal(answer, 400);
    expect(await repository.tags()).toEqual(['v1']);
  }
  expect((await repository.deleteManifest(digest)).status).toBe(202);
});
