import { describe, expect, it } from 'vitest';
import type { TagDeletionPlan } from './change-contracts';
import { deletedWords, freedByWords, freedWords, goingWords, restorationWords } from './deletion-words';

const hourMs = 3_600_000;
const plan: TagDeletionPlan = {
  plan: 1,
  tagCount: 4_312,
  tags: ['a'],
  guardedCount: 0,
  guard: null,
  untagged: 0,
  freedBytes: 0,
  trashMs: 24 * hourMs,
  untaggedAfterMs: 0,
};

describe('the words of a deletion', () => {
  it('say what stays and by which setting, and whether it can be taken back', () => {
    expect(goingWords(plan)).toBe('The trash keeps them for 1 day.');
    const guarded = { ...plan, guardedCount: 2, guard: 'v1 is protected by x', trashMs: 0 };
    expect(goingWords(guarded)).toBe(
      '2 tags stay: v1 is protected by x. The trash is off: this cannot be taken back.',
    );
    expect(goingWords({ ...guarded, guardedCount: 4_312 })).toContain('Nothing is left to delete.');
  });

  it('promise no space that does not come free, and say when the other does', () => {
    expect(freedWords(plan)).toContain('Nothing comes free');
    const untagged = { ...plan, untagged: 3, freedBytes: 2_048 };
    expect(freedWords(untagged)).toContain('nothing comes free until they are deleted too: 2.00 KiB');
    expect(freedWords({ ...untagged, untaggedAfterMs: 12 * hourMs })).toBe(
      '3 manifests lose their last tag: with the first collection after 1 day, 2.00 KiB that nothing else needs come free.',
    );
    expect(freedWords({ ...untagged, freedBytes: null, untaggedAfterMs: 48 * hourMs })).toContain(
      'after 2 days, what only these need comes free',
    );
  });

  it('say when the space of what goes whole comes free', () => {
    const off = { freedBytes: 2_048, freedAfterMs: 0 };
    const of = { ...off, freedAfterMs: 24 * hourMs };
    const free = '2.00 KiB that nothing else needs come free';
    expect(freedByWords(of)).toBe(`The trash keeps it for 1 day. ${free} after 1 day.`);
    expect(freedByWords(of, { graceMs: 48 * hourMs })).toContain(
      `${free} with the first collection after 2 days.`,
    );
    expect(freedByWords(off)).toBe(`The trash is off: this cannot be taken back. ${free} at once.`);
  });

  it('name the first of those that stayed, and why', () => {
    const deleted = [{ name: 'a', digest: 'd', entry: null }];
    const kept = ['b', 'c', 'd', 'e'].map((name) => ({ name, why: 'It moved.' }));
    expect(deletedWords({ deleted, kept: [] })).toBe('1 tag deleted');
    expect(deletedWords({ deleted, kept })).toBe(
      '1 tag deleted, 4 stayed. b: It moved. c: It moved. d: It moved. And 1 other.',
    );
    expect(deletedWords({ deleted: [], kept: kept.slice(0, 1) })).toBe(
      'No tag deleted, 1 stayed. b: It moved.',
    );
  });

  it('say what is back, and what was left and why', () => {
    const none = { restored: [], taken: [], failed: [] };
    expect(restorationWords(none)).toBe('It is back.');
    expect(restorationWords({ ...none, restored: ['v1'] })).toBe('Tag v1 is back.');
    expect(restorationWords({ ...none, restored: ['v1', 'v2'], taken: ['v3'] })).toBe(
      '2 tags are back. v3 was left: it points elsewhere by now.',
    );
    expect(restorationWords({ ...none, taken: ['a', 'b', 'c', 'd'] })).toBe(
      'No tag is back. a, b, c and 1 more were left: they point elsewhere by now.',
    );
    expect(restorationWords({ ...none, failed: [{ entry: 'e', why: 'It expired.' }] })).toBe(
      'No tag is back. 1 not restored: It expired.',
    );
  });
});
