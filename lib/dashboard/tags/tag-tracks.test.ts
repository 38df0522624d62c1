import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lanesMax, tagTracks } from './tag-tracks';

/** A drawing of the tracks: `●` a row of the track, `│` a row that it passes. */
const drawn = (digests: string) => {
  const { rows, lanes } = tagTracks([...digests]);
  return rows.map((cells) =>
    Array.from({ length: lanes }, (_, lane) => {
      const cell = cells.find((one) => one.lane === lane);
      return cell ? (cell.dot ? cell.digest : '│') : ' ';
    }).join(''),
  );
};

it('joins rows of one digest, past those of others', () => {
  expect(drawn('abab')).toEqual(['a ', '│b', 'a│', ' b']);
});

it('uses a lane again, and draws nothing for a digest that is there once', () => {
  expect(drawn('aaxbb')).toEqual(['a', 'a', ' ', 'b', 'b']);
  expect(tagTracks(['x', 'y'])).toEqual({ rows: [[], []], lanes: 0 });
});

it('never draws two tracks in one place, and never more lanes than there is room for', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...'abcdefghijkl'), { maxLength: 60 }), (digests) => {
      const { rows, lanes } = tagTracks(digests);
      expect(lanes).toBeLessThanOrEqual(lanesMax);
      for (const [at, cells] of rows.entries()) {
        expect(new Set(cells.map(({ lane }) => lane)).size).toBe(cells.length);
        for (const { digest, lane, below, dot } of cells) {
          expect(dot).toBe(digests[at] === digest);
          const next = rows[at + 1]?.find((one) => one.lane === lane && one.above);
          expect(next !== undefined).toBe(below);
          if (next) expect(next.digest).toBe(digest);
        }
      }
    }),
  );
});
