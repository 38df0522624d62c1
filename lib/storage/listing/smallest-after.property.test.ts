import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FolderEntry } from '../driver';
import { smallestAfter } from './smallest-after';

async function* entriesOf(names: Iterable<string>): AsyncGenerator<FolderEntry> {
  for (const name of names) yield { name, kind: 'file' };
}

describe('smallestAfter', () => {
  it('gives what sorting everything would give', async () => {
    const ascii = fc.string({ unit: 'binary-ascii', maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(ascii, { maxLength: 60 }),
        ascii,
        fc.integer({ min: 1, max: 20 }),
        async (names, last, limit) => {
          const sorted = names.filter((name) => name > last).sort((a, b) => (a < b ? -1 : 1));
          expect(await smallestAfter(entriesOf(names), last, limit)).toEqual(sorted.slice(0, limit));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('sorts through names that come in falling order, the worst one', async () => {
    function* falling() {
      for (let number = 99_999; number > 0; number--) yield String(number).padStart(5, '0');
    }
    expect(await smallestAfter(entriesOf(falling()), '00007', 3)).toEqual(['00008', '00009', '00010']);
  });

  it('gives nothing for an empty folder', async () => {
    expect(await smallestAfter(entriesOf([]), '', 5)).toEqual([]);
  });
});
