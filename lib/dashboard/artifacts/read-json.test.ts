import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentShape } from './document-shape';
import { readDocument } from './read-document';
import { readJson, type Shape, textLengthMax } from './read-json';

const read = async (text: string, shape: Shape) => (await readJson(Buffer.from(text), shape))?.value;

describe('readJson', () => {
  const table: [text: string, shape: Shape, value: unknown][] = [
    ['"a"', 'word', 'a'],
    ['1.5', 'word', '1.5'],
    ['null', 'word', undefined],
    ['{"a":1}', 'text', '{\n  "a": 1\n}'],
    ['[1,2]', 'count', 2],
    ['{"a":1}', 'count', undefined],
    ['{"a":"b","c":1}', 'texts', [{ name: 'a', value: 'b' }]],
    ['{"a":1,"b":2}', { fields: { a: 'word' } }, { a: '1' }],
    ['{"__proto__":{"a":"x"}}', { fields: { a: 'word', b: 'text' } }, {}],
    ['[1,2,3]', { each: 'word', max: 2 }, { items: ['1', '2'], total: 3 }],
    ['{}', { each: 'word', max: 2 }, undefined],
    [
      '[null,{"a":"x","b":1},{"a":"y","b":2},{"a":"y","b":3}]',
      { first: { where: 'a', is: 'y', take: 'b' } },
      '2',
    ],
    ['[{"a":"y"}]', { first: { where: 'a', is: 'y', take: 'constructor' } }, undefined],
    [
      JSON.stringify(Buffer.from('{"a":1}').toString('base64url')),
      { base64: { fields: { a: 'word' } } },
      { a: '1' },
    ],
    ['"not base64 of JSON"', { base64: 'text' }, undefined],
  ];
  it.each(table)('takes of %s what is asked for and nothing else', async (text, shape, value) => {
    expect(await read(text, shape)).toEqual(value);
  });

  it('gives nothing of what is no JSON, and goes on', async () => {
    for (const text of ['', '{', '\u0000', '{"a":01}'])
      expect(await readJson(Buffer.from(text), 'text')).toBeUndefined();
    expect(await read('1', 'word')).toBe('1');
  });

  it('reads several that are asked for at once', async () => {
    const texts = Array.from({ length: 20 }, (_, at) => String(at));
    expect(await Promise.all(texts.map((text) => read(text, 'word')))).toEqual(texts);
  });

  it('cuts what is long, and survives what is deep', async () => {
    const long = await readJson(Buffer.from(JSON.stringify('x'.repeat(1024 * 1024))), 'word');
    expect(long?.text).toHaveLength(textLengthMax);
    expect(String(long?.value).length).toBeLessThan(4_096);
    const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
    await readJson(Buffer.from(deep), 'text');
    expect(await read('1', 'word')).toBe('1');
  });

  it('lets this thread go on while it reads eight mebibytes', async () => {
    const packages = Array.from({ length: 60_000 }, (_, at) => ({
      name: `package-${at}`,
      versionInfo: '1.0.0',
      x: 'x'.repeat(75),
    }));
    const bytes = Buffer.from(JSON.stringify({ spdxVersion: 'SPDX-2.3', packages }));
    expect(bytes.length).toBeGreaterThan(7 * 1024 * 1024);
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 1);
    const document = await readDocument(bytes);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
    expect(document?.packages).toMatchObject({ total: 60_000 });
    expect(document?.packages?.packages).toHaveLength(5_000);
  });
});

it('whatever JSON is pushed, reading it gives an answer', { timeout: 60_000 }, async () => {
  const hostile = fc.anything({ withBigInt: false, withSparseArray: false, withNullPrototype: true });
  const field = fc.constantFrom(
    ...[
      '_type',
      'predicate',
      'subject',
      'packages',
      'components',
      'spdxVersion',
      'bomFormat',
      'critical',
      'payload',
    ],
    ...[
      'payloadType',
      'dsseEnvelope',
      'protected',
      'metadata',
      'materials',
      'signatures',
      'licenses',
      'externalRefs',
    ],
  );
  const known = fc.constantFrom<unknown>(
    'SPDX-2.3',
    'CycloneDX',
    'https://in-toto.io/Statement/v1',
    [{}],
    [null],
    'e30=',
  );
  const { document } = fc.letrec((tie) => ({
    document: fc.dictionary(
      field,
      fc.oneof({ maxDepth: 5 }, known, tie('document'), fc.array(tie('document'), { maxLength: 3 }), hostile),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(document, async (value) => {
      const text = JSON.stringify(value) ?? 'null';
      expect(await readJson(Buffer.from(text), documentShape)).toBeDefined();
      const read = await readDocument(Buffer.from(text));
      expect(read).toBeDefined();
      for (const one of read?.packages?.packages ?? []) expect(typeof one.name).toBe('string');
    }),
    { numRuns: 80 },
  );
});
