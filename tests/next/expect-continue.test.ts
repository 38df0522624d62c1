import { beforeAll, expect, test } from 'vitest';
import { digestOf, imageManifest, mediaTypes } from '../harness/content';
import { randomContent } from '../harness/random';
import { RawConnection, requestHead } from '../harness/raw-http';
import { expectRefusal } from '../harness/registry-answer';
import { startTestServer } from './server';

// Node answers `Expect: 100-continue` before anyone has looked at the request. A registry looks first, so that
// a refused upload of 20 GB costs its client nothing.

const server = startTestServer({
  CYBERDOCK_STORAGE_MAX_BLOB_SIZE: '1MiB',
  CYBERDOCK_STORAGE_MAX_MANIFEST_SIZE: '64KiB',
});
const content = randomContent(500_000, 'expect');
const digest = digestOf(content);
const unknownSession = '00000000-0000-4000-8000-000000000000';
const config = Buffer.from('{}');

beforeAll(async () => {
  await server.repository('team/app').pushBlob(config);
});

const refused: [
  what: string,
  method: string,
  target: string,
  length: number,
  status: number,
  code: string,
][] = [
  [
    'a bad repository name',
    'POST',
    `/v2/Team/App/blobs/uploads/?digest=${digest}`,
    500_000,
    400,
    'NAME_INVALID',
  ],
  ['a bad digest', 'POST', '/v2/team/app/blobs/uploads/?digest=sha256:short', 500_000, 400, 'DIGEST_INVALID'],
  [
    'too large a blob',
    'POST',
    `/v2/team/app/blobs/uploads/?digest=${digest}`,
    1_048_577,
    413,
    'SIZE_INVALID',
  ],
  [
    'a PATCH of an unknown session',
    'PATCH',
    `/v2/team/app/blobs/uploads/${unknownSession}`,
    500_000,
    404,
    'BLOB_UPLOAD_UNKNOWN',
  ],
  [
    'a PUT of an unknown session',
    'PUT',
    `/v2/team/app/blobs/uploads/${unknownSession}?digest=${digest}`,
    500_000,
    404,
    'BLOB_UPLOAD_UNKNOWN',
  ],
  ['too large a manifest', 'PUT', '/v2/team/app/manifests/v1', 65_537, 413, 'SIZE_INVALID'],
  ['a manifest with a bad tag', 'PUT', '/v2/team/app/manifests/-v1', 500, 400, 'TAG_INVALID'],
  ['an unknown route', 'PUT', '/v2/team/app/nothing', 500_000, 404, ''],
  ['a wrong method', 'POST', '/v2/_catalog', 500_000, 405, 'UNSUPPORTED'],
];

test.each(refused)('%s is refused without 100 Continue', async (_, method, target, length, status, code) => {
  const connection = await RawConnection.open(server.port);
  const headers: [string, string][] = [
    ['Content-Length', String(length)],
    ['Content-Type', mediaTypes.manifest],
    ['Expect', '100-continue'],
  ];
  await connection.send(requestHead({ method, target, headers }));
  const answer = await connection.response(method);
  expect(answer.interim).toEqual([]);
  expectRefusal(answer, status, code || undefined);
  // The client need not send the body, so what comes next on this connection could be either: it must end.
  expect(answer.header('connection')).toBe('close');
  connection.finish();
  await connection.closed;
});

test('a chunk at a wrong offset, and a chunk past the limit, are refused without 100 Continue', async () => {
  const repository = server.repository('team/app');
  const session = await repository.startUpload();
  await repository.uploadChunk(session, 0, content);
  for (const [range, length, status] of [
    ['1000-1999', 1000, 416],
    ['500000-1048576', 548_577, 413],
  ] as const) {
    const connection = await RawConnection.open(server.port);
    const headers: [string, string][] = [
      ['Content-Length', String(length)],
      ['Content-Range', range],
      ['Expect', '100-continue'],
    ];
    await connection.send(requestHead({ method: 'PATCH', target: session.location, headers }));
    const answer = await connection.response();
    expect(answer.interim).toEqual([]);
    expectRefusal(answer, status);
    connection.destroy();
  }
  expect(await repository.uploadedBytes(session)).toBe(500_000);
  expect((await repository.cancelUpload(session)).status).toBe(204);
});

const manifest = imageManifest(config, []);
const accepted: [
  what: string,
  method: string,
  target: () => Promise<string>,
  body: Buffer,
  status: number,
][] = [
  ['a monolithic upload', 'POST', async () => `/v2/team/app/blobs/uploads/?digest=${digest}`, content, 201],
  [
    'a PATCH',
    'PATCH',
    async () => (await server.repository('team/app').startUpload()).location,
    content,
    202,
  ],
  [
    'a PUT',
    'PUT',
    async () => `${(await server.repository('team/app').startUpload()).location}?digest=${digest}`,
    content,
    201,
  ],
  ['a manifest', 'PUT', async () => '/v2/team/app/manifests/v1', manifest, 201],
];

test.each(accepted)(
  '%s gets 100 Continue first, and then its answer',
  async (_, method, target, body, status) => {
    const connection = await RawConnection.open(server.port);
    const headers: [string, string][] = [
      ['Content-Length', String(body.length)],
      ['Content-Type', mediaTypes.manifest],
      ['Expect', '100-continue'],
    ];
    await connection.send(requestHead({ method, target: await target(), headers }));
    expect((await connection.head()).status).toBe(100);
    await connection.send(body);
    const answer = await connection.response(method);
    expect(answer.status).toBe(status);
    expect(answer.interim).toEqual([]);
    connection.destroy();
  },
);

test('a body that comes without waiting for 100 Continue is taken as well', async () => {
  const connection = await RawConnection.open(server.port);
  const headers: [string, string][] = [
    ['Content-Length', String(content.length)],
    ['Expect', '100-continue'],
  ];
  await connection.send(
    requestHead({ method: 'POST', target: `/v2/team/app/blobs/uploads/?digest=${digest}`, headers }),
  );
  await connection.send(content);
  expect((await connection.response()).status).toBe(201);
  connection.destroy();
});

test('an early refusal of a body that is being sent reaches its client, and the server does not take the rest', async () => {
  const connection = await RawConnection.open(server.port);
  const headers: [string, string][] = [['Content-Length', '10000000000']];
  await connection.send(
    requestHead({ method: 'POST', target: `/v2/Team/App/blobs/uploads/?digest=${digest}`, headers }),
  );
  let sentBytes = 0;
  const flood = (async () => {
    while (sentBytes < 1_000_000_000 && (await connection.send(content))) sentBytes += content.length;
  })();
  const answer = await connection.response();
  expectRefusal(answer, 400, 'NAME_INVALID');
  await flood;
  expect(sentBytes).toBeLessThan(64_000_000);
  await connection.closed;
});

test('a request that the registry does not answer is told to go on at once: nobody has checks to make first', async () => {
  const connection = await RawConnection.open(server.port);
  const headers: [string, string][] = [
    ['Content-Length', '4'],
    ['Expect', '100-continue'],
  ];
  await connection.send(requestHead({ method: 'POST', target: '/api/v1/health', headers }));
  expect((await connection.head()).status).toBe(100);
  await connection.send('abcd');
  expect((await connection.response('POST')).status).toBe(405);
  connection.destroy();
});
