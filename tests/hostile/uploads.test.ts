import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { digestOf } from '../harness/content';
import { randomContent } from '../harness/random';
import { RawConnection, rawRequest, requestHead } from '../harness/raw-http';
import { expectRefusal } from '../harness/registry-answer';
import { until } from '../harness/until';
import { startVictim } from './fixture';

const victim = startVictim({ CYBERDOCK_STORAGE_MAX_BLOB_SIZE: '1MiB' });
const limit = 1_048_576;
const content = randomContent(300_000, 'uploads');
const digest = digestOf(content);

beforeAll(async () => {
  await victim.repository('team/app').pushBlob(Buffer.from('{}'));
});

test('a PUT with the wrong digest keeps the session, and the right one ends it', async () => {
  const repository = victim.repository('team/app');
  const session = await repository.startUpload();
  expect((await repository.uploadChunk(session, 0, content)).status).toBe(202);
  for (const wrong of [digestOf('other'), digestOf('other', 'sha512')]) {
    expectRefusal(await repository.finishUpload(session, wrong), 400, 'DIGEST_INVALID');
    expect(await repository.uploadedBytes(session)).toBe(content.length);
    expect((await repository.headBlob(wrong)).status).toBe(404);
  }
  expect((await repository.finishUpload(session, digest)).status).toBe(201);
  expect((await repository.getBlob(digest)).body.equals(content)).toBe(true);
  expect(await repository.uploadedBytes(session)).toBeUndefined();
  expect((await repository.deleteBlob(digest)).status).toBe(202);
});

test('a PUT without a digest, or with two, is refused and keeps the session', async () => {
  const repository = victim.repository('team/app');
  const session = await repository.startUpload();
  for (const query of [
    '',
    '?digest=',
    `?digest=${digestOf('a')}&digest=${digestOf('b')}`,
    '?Digest=x',
    '?digest',
  ]) {
    const answer = await rawRequest(victim.port, {
      method: 'PUT',
      target: `${session.location}${query}`,
      body: '',
    });
    expectRefusal(answer, 400, ['DIGEST_INVALID', 'BLOB_UPLOAD_INVALID']);
    expect(await repository.uploadedBytes(session)).toBe(0);
  }
  expect((await repository.cancelUpload(session)).status).toBe(204);
});

test('a session of one repository is unknown in every other, and unharmed by the attempt', async () => {
  const repository = victim.repository('team/app');
  const session = await repository.startUpload();
  await repository.uploadChunk(session, 0, content);
  const id = session.location.split('/').at(-1) ?? '';
  for (const other of ['team/other', 'team/app/below', 'team', 'library/app', 'app', 'team/ap']) {
    const target = `/v2/${other}/blobs/uploads/${id}`;
    for (const request of [
      { method: 'GET', target },
      { method: 'PATCH', target, body: 'more' },
      { method: 'PUT', target: `${target}?digest=${digest}`, body: '' },
      { method: 'DELETE', target },
    ]) {
      expectRefusal(await rawRequest(victim.port, request), 404, 'BLOB_UPLOAD_UNKNOWN');
    }
    expect((await victim.repository(other).headBlob(digest)).status).toBe(404);
  }
  expect(await repository.uploadedBytes(session)).toBe(content.length);
  expect((await repository.cancelUpload(session)).status).toBe(204);
});

test('guessed, changed and climbing session names are unknown', async () => {
  const repository = victim.repository('team/app');
  const session = await repository.startUpload();
  const id = session.location.split('/').at(-1) ?? '';
  const guesses = [
    ...[
      randomUUID(),
      '00000000-0000-0000-0000-000000000000',
      id.toUpperCase(),
      id.slice(0, -1),
      `${id}0`,
      `${id}/data`,
    ],
    ...[
      `..%2fuploads%2f${id}`,
      `${id}%2fdata`,
      `${id}%2f..%2f${id}`,
      `.%2f${id}`,
      '..',
      '.',
      '%2e%2e',
      '%2e',
      `%2f${id}`,
    ],
    ...[
      `${id}%00`,
      `${id}%20`,
      `%20${id}`,
      `${id}.json`,
      `${id};x`,
      `{${id}}`,
      `urn:uuid:${id}`,
      '*',
      '%2a',
      '..%5c..',
    ],
    ...['x'.repeat(5_000), '%F0%9F%90%B3', id.replaceAll('-', ''), `${id},${id}`, 'locks', 'processes'],
  ].filter((guess) => guess !== id);
  for (const guess of guesses) {
    const target = `/v2/team/app/blobs/uploads/${guess}`;
    for (const method of ['GET', 'PATCH', 'PUT', 'DELETE']) {
      const query = method === 'PUT' ? `?digest=${digest}` : '';
      const body = method.startsWith('P') ? content.subarray(0, 1_000) : undefined;
      expectRefusal(await rawRequest(victim.port, { method, target: target + query, body }), [400, 404, 405]);
    }
  }
  expect(await repository.uploadedBytes(session)).toBe(0);
  expect((await repository.cancelUpload(session)).status).toBe(204);
  expectRefusal(await repository.cancelUpload(session), 404, 'BLOB_UPLOAD_UNKNOWN');
});

test('a blob over the limit is refused with 413 in every way, and leaves nothing', async () => {
  const repository = victim.repository('team/app');
  const large = randomContent(limit + 1, 'too large');
  const asked = digestOf(large);
  expectRefusal(await repository.pushMonolithic(large), 413, 'SIZE_INVALID');

  const put = await repository.startUpload();
  expectRefusal(await repository.finishUpload(put, asked, large), 413, 'SIZE_INVALID');
  expect([204, 404]).toContain((await repository.cancelUpload(put)).status);

  const chunked = await repository.startUpload();
  expect((await repository.uploadChunk(chunked, 0, large.subarray(0, 600_000))).status).toBe(202);
  expectRefusal(await repository.uploadChunk(chunked, 600_000, large.subarray(600_000)), 413, 'SIZE_INVALID');
  expect([204, 404]).toContain((await repository.cancelUpload(chunked)).status);

  const stream = await repository.startUpload();
  const connection = await RawConnection.open(victim.port);
  const headers: [string, string][] = [['Transfer-Encoding', 'chunked']];
  await connection.send(requestHead({ method: 'PATCH', target: stream.location, headers }));
  await connection.send(`${large.length.toString(16)}\r\n`);
  await connection.send(large);
  expectRefusal(await connection.response(), 413, 'SIZE_INVALID');
  connection.destroy();
  expect([204, 404]).toContain((await repository.cancelUpload(stream)).status);
  expect((await repository.headBlob(asked)).status).toBe(404);
});

test('a blob of exactly the limit is taken', async () => {
  const repository = victim.repository('team/app');
  const largest = randomContent(limit, 'largest');
  expect((await repository.pushMonolithic(largest)).status).toBe(201);
  expect((await repository.getBlob(digestOf(largest))).body.equals(largest)).toBe(true);
  expect((await repository.deleteBlob(digestOf(largest))).status).toBe(202);
});

test('two requests on one session never mix their bytes', async () => {
  const repository = victim.repository('team/app');
  for (let round = 0; round < 10; round++) {
    const session = await repository.startUpload();
    const answers = await Promise.allSettled([
      repository.uploadStream({ ...session }, content, 10_000),
      repository.uploadStream({ ...session }, content, 10_000),
    ]);
    for (const answer of answers) {
      if (answer.status === rejected) continue;
      const { status, headers } = answer.value;
      expect([202, 416, 429, 400]).toContain(status);
      if (status === 429) expect(headers['retry-after']).toMatch(/^\d+$/);
    }
    // A PATCH without Content-Range goes on where the session ends, so both may have been taken whole.
    const held = (await until('a free session', () => repository.uploadedBytes(session))) ?? 0;
    const expected = Buffer.concat([content, content]).subarray(0, held);
    const asked = digestOf(expected);
    const finished = await repository.finishUpload(session, asked);
    if (finished.status === 201) {
      expect((await repository.getBlob(asked)).body.equals(expected)).toBe(true);
      expect((await repository.deleteBlob(asked)).status).toBe(202);
      continue;
    }
    // A request that was cut half way leaves a part of its bytes, then the other one all of its own.
    expectRefusal(finished, 400, 'DIGEST_INVALID');
    expect(answers.some((answer) => answer.status === rejected || answer.value.status !== 202)).toBe(true);
    expect((await repository.cancelUpload(session)).status).toBe(204);
  }
});

const rejected = 'rejected';

test('one session that two requests end at once gives one blob and no error but a refusal', async () => {
  const repository = victim.repository('team/app');
  for (let round = 0; round < 10; round++) {
    const session = await repository.startUpload();
    await repository.uploadChunk(session, 0, content);
    const answers = await Promise.all([1, 2, 3].map(() => repository.finishUpload({ ...session }, digest)));
    expect(answers.map(({ status }) => status)).toContain(201);
    // An older request may be cut in favour of a newer one.
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expectRefusal(
        answer,
        [400, 404, 429],
        ['BLOB_UPLOAD_INVALID', 'BLOB_UPLOAD_UNKNOWN', 'TOOMANYREQUESTS'],
      );
    }
    expect((await repository.getBlob(digest)).body.equals(content)).toBe(true);
    expect((await repository.deleteBlob(digest)).status).toBe(202);
  }
});

test('a session that is cancelled while it is being filled is gone', async () => {
  const repository = victim.repository('team/app');
  const session = await repository.startUpload();
  const connection = await RawConnection.open(victim.port);
  const headers: [string, string][] = [
    ['Content-Length', String(content.length)],
    ['Expect', '100-continue'],
  ];
  await connection.send(requestHead({ method: 'PATCH', target: session.location, headers }));
  expect((await connection.head()).status).toBe(100);
  await connection.send(content.subarray(0, 1_000));
  const cancelled = await repository.cancelUpload(session);
  expect([204, 429]).toContain(cancelled.status);
  connection.destroy();
  if (cancelled.status === 429) {
    await until(
      'the session to be free',
      async () => (await repository.cancelUpload(session)).status === 204,
    );
  }
  expect(await repository.uploadedBytes(session)).toBeUndefined();
});

test('the same blob pushed by many at once is stored once and right for all', async () => {
  const repository = victim.repository('team/app');
  const pushes = Array.from({ length: 16 }, (_, index) =>
    index % 2 === 0
      ? repository.pushMonolithic(content)
      : repository.pushBlob(content).then(() => ({ status: 201 })),
  );
  for (const { status } of await Promise.all(pushes)) expect(status).toBe(201);
  expect((await repository.getBlob(digest)).body.equals(content)).toBe(true);
  expect((await repository.deleteBlob(digest)).status).toBe(202);
});
