import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datedEnding, isDatedForm, parseDatedTag, refuseDatedTag, refuseLongDatedTag } from './dated-tag';
import { Invalid } from './invalid';
import { isTag } from './reference';

const now = Date.parse('2026-11-26T19:30:00Z');
const codeOf = (task: () => unknown) => {
  try {
    return task();
  } catch (error) {
    return error instanceof Invalid ? [error.code, error.message] : error;
  }
};
const refusal = (text: string) => expect.arrayContaining(['TAG_INVALID', expect.stringContaining(text)]);

const tag = fc
  .stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,107}$/)
  .filter((text) => isTag(text) && !isDatedForm(text));
const second = fc.integer({ min: 0, max: Math.floor(now / 1000) }).map((s) => s * 1000);

describe('a dated tag', () => {
  it('gives back the tag and the second that it was made of, and is a tag for every client', () => {
    fc.assert(
      fc.property(tag, second, (base, atMs) => {
        const text = `${base}${datedEnding(atMs)}`;
        expect(isTag(text)).toBe(true);
        expect(parseDatedTag(text, now)).toEqual({ kind: 'time', tag: base, atMs });
        expect(codeOf(() => refuseDatedTag(text))).toEqual(refusal('reserved'));
      }),
    );
  });

  it('of a time between two seconds asks for the later one: what happened then is in it', () => {
    expect(datedEnding(Date.parse('2026-11-01T11:59:59.001Z'))).toBe('.at.20261101T120000Z');
    expect(datedEnding(Date.parse('2026-11-01T12:00:00.000Z'))).toBe('.at.20261101T120000Z');
  });

  it('of a day has the whole day in UTC', () => {
    fc.assert(
      fc.property(tag, second, (base, atMs) => {
        const text = `${base}${datedEnding(atMs).slice(0, '.at.20261101'.length)}`;
        const fromMs = Math.floor(atMs / 86_400_000) * 86_400_000;
        fc.pre(fromMs + 86_400_000 <= now);
        expect(parseDatedTag(text, now)).toEqual({
          kind: 'day',
          tag: base,
          fromMs,
          toMs: fromMs + 86_400_000,
        });
      }),
    );
  });

  it('is never read out of another tag, which can be pushed', () => {
    fc.assert(
      fc.property(tag, (text) => {
        expect(parseDatedTag(text, now)).toBeUndefined();
        expect(codeOf(() => refuseDatedTag(text))).toBeUndefined();
      }),
    );
  });

  it('is answered or refused with TAG_INVALID, whatever digits it has', () => {
    const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
    fc.assert(
      fc.property(digits(8), fc.option(digits(6)), (date, time) => {
        const text = `v1.at.${date}${time === null ? '' : `T${time}Z`}`;
        const got = codeOf(() => parseDatedTag(text, now));
        if (Array.isArray(got)) {
          expect(got[0]).toBe('TAG_INVALID');
          return;
        }
        const read = got as { kind: string; atMs: number; fromMs: number };
        expect(datedEnding(read.kind === 'day' ? read.fromMs : read.atMs)).toMatch(
          `.at.${date}${time === null ? '' : `T${time}Z`}`,
        );
      }),
    );
  });

  it.each([
    ['v1.at.20260230', 'does not exist'],
    ['v1.at.20261301', 'does not exist'],
    ['v1.at.20260000', 'does not exist'],
    ['v1.at.20261101T240000Z', 'does not exist'],
    ['v1.at.20261101T126000Z', 'does not exist'],
    ['v1.at.20261101T120060Z', 'does not exist'],
    ['v1.at.20250229', 'does not exist'],
    ['v1.at.20261126T193001Z', 'future'],
    ['v1.at.20261127', 'future'],
    ['v1.at.20261126', 'not over'],
    ['v1.at.20261101.at.20261102', 'no tag before'],
    ['.at.20261101', 'no tag before'],
  ])('%s is refused: %s', (text, why) => {
    expect(codeOf(() => parseDatedTag(text, now))).toEqual(refusal(why));
  });

  it.each([
    'v1.at.2026110',
    'v1.at.20261101T1200Z',
    'v1.at.20261101T120000',
    'v1.at.20261101t120000z',
    'v1-at-20261101',
    'v1.at.20261101-rc1',
  ])('%s does not have the form', (text) => expect(parseDatedTag(text, now)).toBeUndefined());

  it('that is too long says how long the tag before the date may be', () => {
    const [time, day] = ['.at.20261101T120000Z', '.at.20261101'];
    expect(codeOf(() => refuseLongDatedTag(`${'a'.repeat(108)}${time}`))).toBeUndefined();
    expect(codeOf(() => refuseLongDatedTag(`${'a'.repeat(109)}${time}`))).toEqual(refusal('at most 108'));
    expect(codeOf(() => refuseLongDatedTag(`${'a'.repeat(116)}${day}`))).toBeUndefined();
    expect(codeOf(() => parseDatedTag(`${'a'.repeat(117)}${day}`, now))).toEqual(refusal('at most 116'));
    expect(codeOf(() => refuseLongDatedTag('a'.repeat(200)))).toBeUndefined();
  });
});
