import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { digestOf } from '../harness/content';
import { randomContent } from '../harness/random';
import { rawRequest } from '../harness/raw-http';
import { expectRefusal } from '../harness/registry-answer';
import { startVictim } from './fixture';

const victim = startVictim();
const length = 2048;
const content = randomContent(length, 'ranges');
const target = `/v2/team/app/blobs/${digestOf(content)}`;
const empty = `/v2/team/app/blobs/${digestOf('')}`;

beforeAll(async () => {
  await victim.repository('team/app').pushBlob(content);
  await victim.repository('team/app').pushBlob('');
});

type Headers = [string, string][];

async function expectPart(range: string, start: number, end: number, more: Headers = []): Promise<void> {
  const answer = await rawRequest(victim.port, { target, headers: [['Range', range], ...more] });
  expect(answer.status).toBe(206);
  expect(answer.header('content-range')).toBe(`bytes ${start}-${end}/${length}`);
  expect(answer.header('content-length')).toBe(String(end - start + 1));
  expect(answer.body.equals(content.subarray(start, end + 1))).toBe(true);
}

async function expectWhole(headers: Headers): Promise<void> {
  const answer = await rawRequest(victim.port, { target, headers });
  expect(answer.status).toBe(200);
  expect(answer.header('content-length')).toBe(String(length));
  expect(answer.header('content-range')).toBeUndefined();
  expect(answer.body.equals(content)).toBe(true);
}

async function expectUnsatisfiable(range: string, of = target, size = length): Promise<void> {
  const answer = await rawRequest(victim.port, { target: of, headers: [['Range', range]] });
  expectRefusal(answer, 416, 'RANGE_INVALID');
  expect(answer.header('content-range')).toBe(`bytes */${size}`);
}

test.each([
  ['bytes=0-0', 0, 0],
  ['bytes=0-', 0, 2047],
  ['bytes=2047-', 2047, 2047],
  ['bytes=2047-2047', 2047, 2047],
  ['bytes=500-1499', 500, 1499],
  ['bytes=2000-5000', 2000, 2047],
  ['bytes=1-99999999999999999999999999', 1, 2047],
  ['bytes=-1', 2047, 2047],
  ['bytes=-2048', 0, 2047],
  ['bytes=-5000', 0, 2047],
  ['bytes=-99999999999999999999999999', 0, 2047],
  ['bytes=000-0001', 0, 1],
  ['BYTES=3-4', 3, 4],
])('%s gives that part', async (range, start, end) => {
  await expectPart(range, start, end);
});

test.each([
  'bytes=2048-',
  'bytes=2048-3000',
  'bytes=5000-10000',
  'bytes=-0',
  'bytes=500-0',
  'bytes=99999999999999999999999-',
])('%s is answered with 416 and the true size', async (range) => {
  await expectUnsatisfiable(range);
});

test.each(['bytes=0-', 'bytes=0-0', 'bytes=-1', 'bytes=1-'])(
  '%s of an empty blob never gives bytes',
  async (range) => {
    const answer = await rawRequest(victim.port, { target: empty, headers: [['Range', range]] });
    if (answer.status === 416) return expectUnsatisfiable(range, empty, 0);
    expect(answer.status).toBe(200);
    expect(answer.header('content-length')).toBe('0');
  },
);

test.each([
  ...[
    'bytes=',
    'bytes',
    'bytes=-',
    'bytes=a-b',
    'bytes=1',
    'bytes=--5',
    'bytes=1--2',
    'bytes=+1-2',
    'bytes=1-2-3',
    'bytes=0x1-0x2',
  ],
  ...[
    'bytes=1.5-2',
    'bytes=1e1-20',
    'bytes 0-5',
    'items=0-5',
    '=0-5',
    '0-5',
    'bytes=١-٢',
    'bytes=NaN-',
    'bytes=Infinity-',
    '',
  ],
  ...[
    'bytes=0-1,5-6',
    'bytes=0-0,0-0',
    'bytes=,',
    'bytes=0-1,',
    'bytes=0-1,99999-',
    `bytes=${'0-,'.repeat(2_000)}0-`,
    'none',
  ],
])('%j, which is no single range, gives the whole blob or 416, never wrong bytes', async (range) => {
  const bytes = Buffer.from(range).toString('latin1');
  const answer = await rawRequest(victim.port, { target, headers: [['Range', bytes]] });
  if (answer.status === 416) return expectRefusal(answer, 416, 'RANGE_INVALID');
  // A list with one range that is right may be served as that range (RFC 9110 section 14.2).
  if (answer.status === 206) expect(answer.body.equals(content.subarray(0, 2))).toBe(true);
  else await expectWhole([['Range', bytes]]);
});

test('two Range headers never give wrong bytes', async () => {
  const answer = await rawRequest(victim.port, {
    target,
    headers: [
      ['Range', 'bytes=0-1'],
      ['Range', 'bytes=5-6'],
    ],
  });
  expect([200, 416, 400]).toContain(answer.status);
});

test('If-Range serves the part only of the blob that it names', async () => {
  const { headers } = await victim.repository('team/app').headBlob(digestOf(content));
  const etag = headers.etag ?? '';
  expect(etag).toMatch(/^"[^"]+"$/);
  await expectPart('bytes=1-5', 1, 5, [['If-Range', etag]]);
  for (const other of ['"sha256:other"', `W/${etag}`, 'Wed, 21 Oct 2015 07:28:00 GMT', 'nonsense', '']) {
    await expectWhole([
      ['Range', 'bytes=1-5'],
      ['If-Range', other],
    ]);
  }
});

test('If-None-Match answers 304 without a body to its own entity tag, and the blob to others', async () => {
  const etag = `"${digestOf(content)}"`;
  for (const value of [etag, '*', `"x", ${etag}`, `W/${etag}`]) {
    const answer = await rawRequest(victim.port, { target, headers: [['If-None-Match', value]] });
    expect(answer.status, value).toBe(304);
    expect(answer.body.length).toBe(0);
  }
  for (const value of ['"x"', 'nonsense', '', '"', `"${'x'.repeat(8_000)}"`, ','.repeat(4_000)]) {
    await expectWhole([['If-None-Match', value]]);
  }
});

test('every single range gives exactly its bytes, or 416 where there are none', async () => {
  const position = fc.oneof(fc.integer({ min: 0, max: 2_100 }), fc.constantFrom(0, 1, 2047, 2048, 2049));
  const range = fc.oneof(
    fc.record({ start: position, end: fc.option(position, { nil: undefined }) }),
    fc.record({ suffix: position }),
  );
  await fc.assert(
    fc.asyncProperty(range, async (asked) => {
      if ('suffix' in asked) {
        const text = `bytes=-${asked.suffix}`;
        if (asked.suffix === 0) await expectUnsatisfiable(text);
        else await expectPart(text, Math.max(0, length - asked.suffix), length - 1);
        return;
      }
      const text = `bytes=${asked.start}-${asked.end ?? ''}`;
      const end = Math.min(asked.end ?? length - 1, length - 1);
      if (asked.start >= length || (asked.end !== undefined && asked.end < asked.start))
        await expectUnsatisfiable(text);
      else await expectPart(text, asked.start, end);
    }),
    { numRuns: 150 },
  );
});
