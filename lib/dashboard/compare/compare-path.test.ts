import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fileChanges } from '../files/file-kinds';
import { comparedSearchLengthMax, comparePath, readShownFiles } from './compare-path';

const parametersOf = (path: string) => Object.fromEntries(new URL(path, 'http://x').searchParams);

it('reads of an address what was written into it, whatever is searched for', () => {
  const some = fc.record({
    files: fc.constantFrom('all' as const, ...fileChanges),
    q: fc.string({ unit: 'grapheme', maxLength: comparedSearchLengthMax / 20 }),
  });
  fc.assert(
    fc.property(some, (shown) => {
      const parameters = parametersOf(comparePath('a/b:c', 'a/b:d', 'linux/arm64', shown));
      expect(parameters).toMatchObject({ a: 'a/b:c', b: 'a/b:d', platform: 'linux/arm64' });
      expect(readShownFiles(parameters)).toEqual(shown);
    }),
  );
});

it('says nothing of files that nobody asked for', () => {
  const path = comparePath('a/b:c', 'a/b:d', undefined, { files: undefined, q: 'etc' });
  expect(path).toBe('/compare?a=a/b:c&b=a/b:d');
  expect(readShownFiles({ q: 'etc' })).toEqual({ files: undefined, q: '' });
});

it.each([{ files: 'some' }, { files: ['all', 'added'] }, { files: 'constructor' }])(
  'leaves out what can not be asked for: %j',
  (given) => expect(readShownFiles(given)).toEqual({ files: undefined, q: '' }),
);

it.each([['x', 'y'], 'x'.repeat(comparedSearchLengthMax + 1)])('searches for one text of some length', (q) =>
  expect(readShownFiles({ files: 'all', q })).toEqual({ files: 'all', q: '' }),
);
