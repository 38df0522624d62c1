import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ConnectionEnded, type RawConnection, type RawResponse } from '../harness/raw-http';
import { until } from '../harness/until';
import { openSecurely } from './clients';
import { describeProxies, useGround } from './fixture';
import type { RunningProxy } from './proxy';
import { type Recorder, startRecorder } from './recorder';

// A request that the proxy and the server behind it take for different things lets one client put words into another's
// mouth. What stands behind has CyberDock's HTTP parser.

const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n';
const chunked = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const post = (headers: string[], body: string) =>
  ['POST /attack HTTP/1.1', 'Host: localhost', ...headers, '', body].join('\r\n');

/** Each ends in a whole request for `/smuggled` for whoever reads the first one the other way. */
const attacks: [what: string, bytes: string][] = [
  [
    'a length that covers what chunks do not',
    post([`Content-Length: ${5 + smuggled.length}`, 'Transfer-Encoding: chunked'], `0\r\n\r\n${smuggled}`),
  ],
  [
    'chunks that cover what the length does not',
    post(['Content-Length: 4', 'Transfer-Encoding: chunked'], chunked(smuggled)),
  ],
  ...[
    'Transfer-Encoding : chunked',
    'Transfer-Encoding:\tchunked',
    'Transfer-Encoding: xchunked',
    'Transfer-Encoding: chunked, identity',
    'Transfer-Encoding: identity, chunked',
    'Transfer-Encoding: "chunked"',
    'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity',
    'Transfer-Encoding: identity\r\nTransfer-Encoding: chunked',
    'Transfer-Encoding:\r\n chunked',
    'X: y\r\n Transfer-Encoding: chunked',
    'X: y\nTransfer-Encoding: chunked',
    'X: y\rTransfer-Encoding: chunked',
    'Transfer-Encoding: \x0bchunked',
    'Transfer-Encoding: chunked\0',
    'Transfer_Encoding: chunked',
  ].flatMap((header): [string, string][] => [
    [
      `${JSON.stringify(header)} and a length for all`,
      post([header, `Content-Length: ${5 + smuggled.length}`], `0\r\n\r\n${smuggled}`),
    ],
    [
      `${JSON.stringify(header)} and a length for less`,
      post([header, 'Content-Length: 4'], chunked(smuggled)),
    ],
  ]),
  ...[
    ['Content-Length: 0', `Content-Length: ${smuggled.length}`],
    [`Content-Length: ${smuggled.length}`, 'Content-Length: 0'],
    [`Content-Length: 0, ${smuggled.length}`],
    [`Content-Length: +${smuggled.length}`],
    [`Content-Length: -${smuggled.length}`],
    [`Content-Length: 0x${smuggled.length.toString(16)}`],
    [`Content-Length: 0${smuggled.length}`],
    [`Content-Length:\r\n ${smuggled.length}`],
    [`Content-Length : ${smuggled.length}`],
    [`Content-Length: ${smuggled.length}\0`],
    [`Content-Length: ${2 ** 32 + smuggled.length}`],
    [`Content_Length: ${smuggled.length}`],
    ['Connection: Content-Length', `Content-Length: ${smuggled.length}`],
    ['Connection: Transfer-Encoding', 'Transfer-Encoding: chunked', 'Content-Length: 0'],
  ].map((headers): [string, string] => [headers.join(' + '), post(headers, smuggled)]),
  ...[
    `0;x="\r\n\r\n${smuggled}`,
    `0\n\r\n${smuggled}`,
    `0 \r\n\r\n${smuggled}`,
    `00000000000000000000\r\n\r\n${smuggled}`,
    `0x0\r\n\r\n${smuggled}`,
    `1\r\nZZ\r\n0\r\n\r\n${smuggled}`,
    `1\r\nZ\n0\r\n\r\n${smuggled}`,
    `10000000000000000\r\n${smuggled}`,
    `-1\r\n${smuggled}`,
    `0\r\nX-Forwarded-For: 1.2.3.4\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
  ].map((body): [string, string] => [
    `the chunks ${JSON.stringify(body.slice(0, 24))}`,
    post(['Transfer-Encoding: chunked'], body),
  ]),
  [
    'a GET with a body',
    `GET /attack HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
  ],
  ['HTTP/0.9', `GET /attack\r\n${smuggled}`],
  [
    'HTTP/1.0 with chunks',
    `POST /attack HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
  ],
  ['a line break in the target', `GET /attack\rHTTP/1.1 HTTP/1.1\r\nHost: localhost\r\n\r\n${smuggled}`],
  [
    'an upgrade',
    `${post(['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'Content-Length: 0'], '')}${smuggled}`,
  ],
];

describeProxies('requests that can be read in two ways', (kind) => {
  const ground = useGround();
  let recorder: Recorder;
  let proxy: RunningProxy;

  beforeAll(async () => {
    recorder = await startRecorder();
    proxy = await kind.start({ upstreamPort: recorder.port, certificate: ground.certificate });
  });
  afterAll(async () => {
    await proxy?.stop();
    await recorder?.stop();
  });
  beforeEach(() => {
    recorder.requests.length = 0;
  });

  const open = () => openSecurely({ port: proxy.port, authority: ground.authority.root });

  test.each(attacks)('%s', async (_, bytes) => {
    const attacker = await open();
    const answers: RawResponse[] = [];
    const reading = readAnswers(attacker, answers);
    await attacker.send(bytes);
    // On the connections to the server that the attack has left, if any, others go on.
    for (let at = 0; at < 4; at += 1) {
      const victim = await open();
      await victim.send(`GET /victim-${at} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      const answer = await victim.response();
      victim.destroy();
      expect([answer.status, String(answer.body)]).toEqual([200, `/victim-${at}`]);
    }
    // Whatever the server took for a request, the proxy did too: it gives the answer to each to the client.
    const unanswered = () => {
      // The body of the attack itself may go on without end, as far as both are concerned.
      const whole = recorder.requests.filter(({ url, isWhole }) => isWhole || url !== '/attack');
      const reached = whole.map(({ url }) => url).filter((url) => !url.startsWith('/victim'));
      const given = answers.filter(({ status }) => status === 200).map(({ body }) => String(body));
      return reached.filter((url) => !given.includes(url));
    };
    await until('an answer to each request that reached the server', () => unanswered().length === 0);
    attacker.destroy();
    await reading;
  });
});

/** Reads answers until the connection ends. */
async function readAnswers(connection: RawConnection, answers: RawResponse[]): Promise<void> {
  try {
    for (;;) answers.push(await connection.response());
  } catch (error) {
    if (!(error instanceof ConnectionEnded)) throw error;
  }
}
