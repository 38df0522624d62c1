import { expect, test } from 'vitest';
import { digestOf } from '../harness/content';
import { randomContent } from '../harness/random';
import { ConnectionEnded, RawConnection, rawRequest, requestHead } from '../harness/raw-http';
import { chunk } from '../harness/raw-http-parser';
import { errorCodes, expectRefusal } from '../harness/registry-answer';
import { until } from '../harness/until';
import { startVictim } from './fixture';

const victim = startVictim();
const content = randomContent(1_000, 'framing');
const digest = digestOf(content);

type Headers = [string, string][];

/** A PATCH of a new upload session; afterwards the session must go on from the offset that it tells. */
async function patchOf(headers: Headers, body: Uint8Array, finish = true) {
  const repository = victim.repository('team/app');
  const session = await repository.startUpload();
  const connection = await RawConnection.open(victim.port);
  await connection.send(requestHead({ method: 'PATCH', target: session.location, headers }));
  await connection.send(body);
  if (finish) connection.finish();
  const answer = await connection.response('PATCH').catch((error: unknown) => {
    if (error instanceof ConnectionEnded) return undefined;
    throw error;
  });
  connection.destroy();
  const offset = await until('the session to be free', async () => {
    const status = await victim.http.request({ path: session.location });
    if (status.status !== 204) return undefined;
    const last = /^0-(\d+)$/.exec(status.header('range') ?? '')?.[1] ?? '0';
    return { bytes: last === '0' ? 0 : Number(last) + 1 };
  });
  expect(offset.bytes).toBeLessThanOrEqual(content.length);
  if (offset.bytes < content.length) {
    const rest = await repository.uploadChunk(session, offset.bytes, content.subarray(offset.bytes));
    expect(rest.status, String(rest.body)).toBe(202);
  }
  expect((await repository.finishUpload(session, digest)).status).toBe(201);
  return { answer, offset: offset.bytes };
}

test.each([
  ['a range longer than the body', '0-1999', 400],
  ['a range shorter than the body', '0-99', 400],
  ['a range that begins past the end', '500-1499', 416],
  ['a range of the last offset', '9007199254740991-9007199254741990', [400, 416]],
  ['a range past all numbers', '99999999999999999999-99999999999999999999', [400, 416]],
  ['a range that runs backwards', '999-0', [400, 416]],
  ['a negative range', '-1-998', [400, 416]],
  ['an open range', '0-', [400, 416]],
  ['a suffix range', '-1000', [400, 416]],
  ['two ranges', '0-499,500-999', [400, 416]],
  ['words', 'abc', [400, 416]],
  ['hexadecimal numbers', '0x0-0x3e7', [400, 416]],
  ['fractions', '0.0-999.0', [400, 416]],
  ['nothing', '', [400, 416]],
])('a chunk with %s as Content-Range is refused and changes nothing', async (_, range, status) => {
  const headers: Headers = [
    ['Content-Length', '1000'],
    ['Content-Range', range],
  ];
  const { answer, offset } = await patchOf(headers, content, false);
  if (answer === undefined) throw new Error('cut without an answer');
  expectRefusal(answer, status);
  expect(offset).toBe(0);
});

test('the refusal of a chunk at a wrong offset says where to go on', async () => {
  const { answer } = await patchOf(
    [
      ['Content-Length', '500'],
      ['Content-Range', '500-999'],
    ],
    content.subarray(500),
    false,
  );
  if (answer === undefined) throw new Error('cut without an answer');
  expectRefusal(answer, 416, ['RANGE_INVALID', 'BLOB_UPLOAD_INVALID']);
  expect(answer.header('location')).toMatch(/^\/v2\/team\/app\/blobs\/uploads\/[0-9a-f-]{36}$/);
  expect(answer.header('range')).toMatch(/^0-0$/);
});

test('a stream with more or fewer bytes than its Content-Range is refused', async () => {
  for (const [range, bytes] of [
    ['0-499', content],
    ['0-999', content.subarray(0, 500)],
  ] as const) {
    const headers: Headers = [
      ['Transfer-Encoding', 'chunked'],
      ['Content-Range', range],
    ];
    const { answer } = await patchOf(headers, Buffer.concat([chunk(bytes), chunk('')]), false);
    if (answer === undefined) throw new Error('cut without an answer');
    expectRefusal(answer, [400, 416]);
  }
});

test('a body that ends before its Content-Length is no success, and what came of it is kept', async () => {
  const repository = victim.repository('team/app');
  const session = await repository.startUpload();
  const connection = await RawConnection.open(victim.port);
  const headers: Headers = [
    ['Content-Length', '2000'],
    ['Expect', '100-continue'],
  ];
  await connection.send(requestHead({ method: 'PATCH', target: session.location, headers }));
  expect((await connection.head()).status).toBe(100);
  await connection.send(content);
  connection.finish();
  await connection.closed;
  await until(
    'the bytes to be held',
    async () => (await repository.uploadedBytes(session)) === content.length,
  );
  expect((await repository.finishUpload(session, digest)).status).toBe(201);
});

test('a stream that ends without its last chunk is no success', async () => {
  const { answer } = await patchOf([['Transfer-Encoding', 'chunked']], chunk(content));
  if (answer !== undefined) expect(answer.status).toBeGreaterThanOrEqual(400);
});

test.each([
  ['is no number', 'zz\r\nabc\r\n0\r\n\r\n'],
  ['is negative', '-3\r\nabc\r\n0\r\n\r\n'],
  ['is past all numbers', 'fffffffffffffffffff\r\nabc'],
  ['is less than the chunk', '2\r\nabc\r\n0\r\n\r\n'],
])('a stream with a chunk size that %s is no success, and the session goes on', async (_, body) => {
  const repository = victim.repository('team/app');
  const session = await repository.startUpload();
  const connection = await RawConnection.open(victim.port);
  const headers: Headers = [['Transfer-Encoding', 'chunked']];
  await connection.send(requestHead({ method: 'PATCH', target: session.location, headers }) + body);
  const answer = await connection.response().catch((error: unknown) => error);
  if (!(answer instanceof ConnectionEnded)) expect((answer as { status: number }).status).toBe(400);
  connection.destroy();
  expect((await repository.cancelUpload(session)).status).toBe(204);
});

const smuggled = 'GET /v2/smuggled/request/tags/list HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';

test.each<[string, Headers, string]>([
  [
    'two lengths that differ',
    [
      ['Content-Length', '5'],
      ['Content-Length', '0'],
    ],
    `hello${smuggled}`,
  ],
  ['two lengths in one header', [['Content-Length', '5, 0']], `hello${smuggled}`],
  [
    'a length and a stream',
    [
      ['Content-Length', '5'],
      ['Transfer-Encoding', 'chunked'],
    ],
    `0\r\n\r\n${smuggled}`,
  ],
  [
    'a stream and a length',
    [
      ['Transfer-Encoding', 'chunked'],
      ['Content-Length', '5'],
    ],
    `0\r\n\r\n${smuggled}`,
  ],
  ['an unknown encoding', [['Transfer-Encoding', 'xchunked']], `0\r\n\r\n${smuggled}`],
  [
    'chunked twice',
    [
      ['Transfer-Encoding', 'chunked'],
      ['Transfer-Encoding', 'chunked'],
    ],
    `0\r\n\r\n${smuggled}`,
  ],
  ['chunked before another encoding', [['Transfer-Encoding', 'chunked, identity']], `0\r\n\r\n${smuggled}`],
  ['a negative length', [['Content-Length', '-5']], smuggled],
  ['a length with a sign', [['Content-Length', '+5']], `hello${smuggled}`],
  ['a length past all numbers', [['Content-Length', '99999999999999999999999']], smuggled],
  ['a hexadecimal length', [['Content-Length', '0x5']], `hello${smuggled}`],
  ['a space before the colon', [['Content-Length ', '5']], `hello${smuggled}`],
  ['a folded header', [['X-Folded', 'a\r\n Content-Length: 5']], smuggled],
  ['a bare line feed in a header', [['X-Line', 'a\nContent-Length: 5']], smuggled],
])('a request with %s is refused and nothing behind it is taken for a request', async (_, headers, body) => {
  const connection = await RawConnection.open(victim.port);
  const target = `/v2/team/app/blobs/uploads/?digest=${digest}`;
  await connection.send(requestHead({ method: 'POST', target, headers }) + body);
  const answer = await connection.response('POST').catch((error: unknown) => error);
  if (!(answer instanceof ConnectionEnded)) {
    expect((answer as { status: number }).status).toBeGreaterThanOrEqual(400);
    expect((answer as { status: number }).status).toBeLessThan(500);
  }
  await connection.closed;
  expect(String(connection.received())).not.toContain('smuggled');
});

test('a body on GET, HEAD or DELETE harms nobody', async () => {
  for (const method of ['GET', 'HEAD', 'DELETE']) {
    const answer = await rawRequest(victim.port, {
      method,
      target: `/v2/team/none/blobs/${digest}`,
      body: 'x'.repeat(100_000),
    });
    expectRefusal(answer, 404, undefined, method);
  }
});

test.each<[string, Headers]>([
  ['one header of 100 KB', [['X-Large', 'x'.repeat(100_000)]]],
  ['ten thousand headers', Array.from({ length: 10_000 }, (_, index) => [`X-${index}`, 'x'])],
])('%s are refused without HTML', async (_, headers) => {
  const answer = await rawRequest(victim.port, { target: '/v2/', headers }).catch((error: unknown) => error);
  if (answer instanceof ConnectionEnded) return;
  expect((answer as { status: number }).status).toBe(431);
  expect(String((answer as { body: Buffer }).body)).not.toMatch(/<html/i);
});

test('a target of 12 KB is answered as any other', async () => {
  expectRefusal(
    await rawRequest(victim.port, { target: `/v2/team/app/tags/list/${'x'.repeat(12_000)}` }),
    [400, 404, 414],
  );
  const last = 'x'.repeat(12_000);
  const listed = await rawRequest(victim.port, { target: `/v2/_catalog?last=${last}` });
  expect([200, 400]).toContain(listed.status);
});

test('requests that are sent without waiting for answers are answered in order', async () => {
  const connection = await RawConnection.open(victim.port);
  const targets = ['/v2/', '/v2/a/b/tags/list', '/v2/%zz', `/v2/a/b/blobs/${digest}`, '/v2/_catalog'];
  await connection.send(targets.map((target) => requestHead({ target })).join(''));
  const statuses: number[] = [];
  for (const _ of targets) statuses.push((await connection.response()).status);
  expect(statuses).toEqual([200, 404, 400, 404, 200]);
  connection.destroy();
});

test.each([
  'n=-1',
  'n=x',
  'n=1.5',
  'n=1e3',
  'n=0x10',
  'n=',
  'n=99999999999999999999',
  'n=1&n=2',
  'n=%00',
  'n=%20',
])('the page size %s is refused or limited, in both lists', async (query) => {
  for (const target of [`/v2/_catalog?${query}`, `/v2/team/app/tags/list?${query}`]) {
    const answer = await rawRequest(victim.port, { target });
    if (answer.status === 200) continue;
    expectRefusal(answer, [400, 404]);
    expect(errorCodes(answer.body)[0]).toMatch(/PAGINATION_NUMBER_INVALID|NAME_UNKNOWN/);
  }
});

test.each([
  'last=..%2f..%2fetc',
  'last=%00',
  'last=%ff',
  'last=%F0%9F%90%B3',
  'last=/',
  'last=~',
  'last=A&last=B',
  'last=',
])('the page after %s is a page', async (query) => {
  expect((await rawRequest(victim.port, { target: `/v2/_catalog?${query}` })).status).toSatisfy(
    (status: number) => [200, 400].includes(status),
  );
});

test('a client that sends its next requests before it has the answer gets every answer whole, in order', async () => {
  const repository = victim.repository('team/app');
  const blobs = [3_000_000, 5, 70_000].map((bytes) => randomContent(bytes, `pipelined ${bytes}`));
  for (const blob of blobs) expect((await repository.pushMonolithic(blob)).status).toBe(201);
  const connection = await RawConnection.open(victim.port);
  const heads = blobs.map((blob) => requestHead({ target: `/v2/team/app/blobs/${digestOf(blob)}` }));
  await connection.send(heads.join(''));
  for (const blob of blobs) {
    const { status, body } = await connection.response();
    expect(status).toBe(200);
    expect(digestOf(body)).toBe(digestOf(blob));
  }
  connection.destroy();
});
