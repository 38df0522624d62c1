import { describe, expect, test } from 'vitest';
import { counted } from './counted';
import { tookWords } from './job-words';
import { everyWords, spanWords } from './span-words';
import type { RestoredAnswer, TrashEntry } from './trash-contract';
import { deletedName, restoredWords, shortName, typedName } from './trash-words';

test.each([
  [0, '0 ms'],
  [-5, '0 ms'],
  [1_400, '1.4 s'],
  [59_000, '59 s'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
])('a run of %i ms took %j', (ms, words) => expect(tookWords(ms)).toBe(words));

test.each([
  [1_000, '1 second', 'every second'],
  [90_000, '2 minutes', 'every 2 minutes'],
  [3_600_000, '1 hour', 'every hour'],
  [21_600_000, '6 hours', 'every 6 hours'],
])('%i ms are %j, and %j', (ms, span, every) => {
  expect(spanWords(ms)).toBe(span);
  expect(everyWords(ms)).toBe(every);
});

test('numbers of things are grouped, and one thing is one', () => {
  expect([counted(1, 'tag'), counted(4_312, 'tag'), counted(2, 'repository', 'repositories')]).toEqual([
    '1 tag',
    '4,312 tags',
    '2 repositories',
  ]);
});

describe('what was deleted', () => {
  const digest = `sha256:${'ab'.repeat(32)}`;
  const entry = (kind: TrashEntry['kind']) => ({
    kind,
    repository: 'team/app',
    tags: [{ name: '1.0', digest }],
    digest: kind === 'repository' ? null : digest,
  });

  test('is named as one pulls it, and typed by the part that tells it from others', () => {
    expect(deletedName(entry('tag'))).toBe('team/app:1.0');
    expect(deletedName(entry('manifest'))).toBe(`team/app@${digest}`);
    expect(deletedName(entry('repository'))).toBe('team/app');
    expect(shortName(entry('manifest'))).toBe('team/app@sha256:abababababab…');
    expect(shortName(entry('tag'))).toBe('team/app:1.0');
    expect(typedName(entry('tag'))).toBe('1.0');
    expect(typedName(entry('manifest'))).toBe('abababababab');
    expect(typedName(entry('repository'))).toBe('team/app');
  });

  test('is told to be back, or why it is not', () => {
    const back: RestoredAnswer = {
      repository: 'team/app',
      manifests: 1,
      blobs: 2,
      restored: 2,
      taken: [],
      complete: true,
    };
    expect(restoredWords(back)).toBe('1 manifest and 2 tags of team/app restored.');
    expect(restoredWords({ ...back, manifests: 0, restored: 0 })).toBe('team/app had all of it already.');
    const taken = [{ name: 'latest', digest }];
    expect(restoredWords({ ...back, manifests: 0, restored: 0, taken, complete: false })).toBe(
      '1 tag left alone: it points to another manifest now.',
    );
  });
});
