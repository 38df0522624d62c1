import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Invalid } from './invalid';
import { checkJsonShape, depthMax, namesMax } from './json-shape';
import { thrownBy } from './testing/hostile-text';

const mebibytes4 = 4 * 1024 * 1024;
const fill = (piece: string) => piece.repeat(Math.floor(mebibytes4 / piece.length));

describe('nesting', () => {
  test.each(['[]', '{}'])('of %s is allowed to the limit and refused beyond it', (pair) => {
    const [open, close] = pair === '[]' ? ['[', ']'] : ['{"a":', '}'];
    const nested = (depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;
    expect(thrownBy(() => checkJsonShape(nested(depthMax)))).toBeUndefined();
    expect(thrownBy(() => checkJsonShape(nested(depthMax + 1)))).toMatchObject({
      code: 'MANIFEST_INVALID',
      message: expect.stringContaining('nested too deep'),
    });
  });

  test('counts what is open at the same time, not what has been closed', () => {
    expect(thrownBy(() => checkJsonShape(`[${'[],{},'.repeat(1000)}[]]`))).toBeUndefined();
  });

  test('does not count brackets within strings', () => {
    expect(
      thrownBy(() => checkJsonShape(`["${'[{'.repeat(1000)}","\\"${'['.repeat(1000)}"]`)),
    ).toBeUndefined();
  });
});

describe('a name that comes twice', () => {
  test.each([
    ['at the top', '{"a":1,"a":2}'],
    ['with the same value', '{"a":1,"a":1}'],
    ['far apart', '{"a":[{"a":1}],"b":{"a":"a"},"a":2}'],
    ['inside', '{"x":[{"y":{"a":1,"b":2,"a":3}}]}'],
    ['with an escape', '{"a":1,"\\u0061":2}'],
    ['with another escape', '{"a/b":1,"a\\/b":2}'],
    ['the empty name', '{"":1,"":2}'],
    ['__proto__', '{"__proto__":1,"__proto__":2}'],
    ['between white space', '{ "a" : 1 ,\n\t"a" : 2 }'],
    ['after a string with quotes', '{"a":"\\"","a":2}'],
    ['after a string that ends in a backslash', '{"a":"\\\\","a":2}'],
    ['beyond ASCII', '{"\u00e9":1,"\\u00e9":2}'],
  ])('is refused %s', (_name, text) => {
    expect(() => JSON.parse(text)).not.toThrow();
    const error = thrownBy(() => checkJsonShape(text));
    expect(error).toBeInstanceOf(Invalid);
    expect(error).toMatchObject({ code: 'MANIFEST_INVALID', message: expect.stringContaining('twice') });
  });

  test.each([
    ['in two objects side by side', '[{"a":1},{"a":1}]'],
    ['in one object within another', '{"a":{"a":{"a":1}}}'],
    ['as a value', '{"a":"a","b":["a","a"],"c":"a"}'],
    ['in another case', '{"a":1,"A":2}'],
    ['with other white space', '{"a":1,"a ":2}'],
    ['in a string', '{"a":"\\",\\"a\\":1"}'],
  ])('is no such thing %s', (_name, text) => {
    expect(thrownBy(() => checkJsonShape(text))).toBeUndefined();
  });
});

test('refuses an object with too many names', () => {
  const object = (count: number) =>
    `{${Array.from({ length: count }, (_, index) => `"${index}":1`).join(',')}}`;
  expect(thrownBy(() => checkJsonShape(object(namesMax)))).toBeUndefined();
  expect(thrownBy(() => checkJsonShape(object(namesMax + 1)))).toMatchObject({ code: 'MANIFEST_INVALID' });
});

test.each([
  ['nothing', ''],
  ['an open string', '{"a'],
  ['an open escape', '{"a\\'],
  ['a bad escape as a name', '{"\\x":1}'],
  ['too many closing brackets', ']]}}[1]'],
  ['no colons', '{"a" "b"}'],
])('leaves text that is not JSON to JSON.parse: %s', (_name, text) => {
  expect(() => JSON.parse(text)).toThrow();
  expect(thrownBy(() => checkJsonShape(text))).toBeUndefined();
});

test('finds nothing in what JSON.stringify writes, however it is laid out', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 2, '\t'), (value, space) => {
      expect(thrownBy(() => checkJsonShape(JSON.stringify(value, null, space)))).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

test('finds a member that is repeated anywhere in a document', () => {
  const name = fc.string({ unit: 'binary', maxLength: 10 });
  const members = fc.uniqueArray(fc.tuple(name, fc.jsonValue({ maxDepth: 2 })), {
    minLength: 1,
    maxLength: 6,
    selector: ([key]) => key,
  });
  fc.assert(
    fc.property(members, fc.nat(), fc.nat(), fc.nat({ max: 20 }), (entries, which, where, depth) => {
      const repeated = entries[which % entries.length];
      if (!repeated) throw new Error('there is always an entry');
      const written = entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
      const object = (parts: string[]) =>
        `${'{"k":['.repeat(depth)}{${parts.join(',')}}${']}'.repeat(depth)}`;
      expect(thrownBy(() => checkJsonShape(object(written)))).toBeUndefined();
      const escaped = [...repeated[0]].map(escapeCodePoint).join('');
      written.splice(where % (written.length + 1), 0, `"${escaped}":null`);
      expect(thrownBy(() => checkJsonShape(object(written)))).toBeInstanceOf(Invalid);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['open arrays', () => fill('[')],
  ['open objects', () => fill('{"a":')],
  ['empty arrays', () => `[${fill('[],')}1]`],
  ['empty objects', () => `[${fill('{},')}1]`],
  ['small objects', () => `[${fill('{"a":1},')}1]`],
  ['one string', () => JSON.stringify(fill('a'))],
  ['escapes', () => `"${fill('\\\\')}"`],
  ['quotes', () => fill('"')],
  ['names', () => `{${Array.from({ length: 400_000 }, (_, index) => `"${index}":1`).join(',')}}`],
])('reads 4 MiB of %s at once', (_name, text) => {
  const json = text();
  const started = performance.now();
  thrownBy(() => checkJsonShape(json));
  // It takes 2 to 50 ms; the limit leaves room for a busy machine and none for anything that is not linear.
  expect(performance.now() - started).toBeLessThan(1000);
});

function escapeCodePoint(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
