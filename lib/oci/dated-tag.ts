import { Invalid } from './invalid';
import { quote } from './quote';
import { isTag, type Tag } from './reference';

/**
 * A tag as it was at a time: `3.20.at.20261101T120000Z`, or on a day, `3.20.at.20261101`, both in UTC. Clients take
 * it for any other tag. No tag of this form can be pushed, so it never stands for two things.
 */
export type DatedTag =
  | { kind: 'time'; tag: Tag; atMs: number }
  /** From the first millisecond of the day to the first one of the next. */
  | { kind: 'day'; tag: Tag; fromMs: number; toMs: number };

const form = /^(.*)\.at\.(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z)?$/s;
/** What a client may write as a tag. */
const lengthMax = 128;
const example = 'such as 3.20.at.20261101T120000Z, in UTC';

/** Whether the text has the form, be it a date that exists or not. */
export function isDatedForm(text: string): boolean {
  return form.test(text);
}

/**
 * Reads a tag as it was at a time.
 * @param nowMs what is after it, or a day that is not over yet, is refused
 * @returns undefined when the text does not have the form: then it is a tag as any other
 * @throws Invalid TAG_INVALID when there is no such date, it is not past, or the tag before it is none or is too long
 */
export function parseDatedTag(text: string, nowMs: number): DatedTag | undefined {
  const match = form.exec(text);
  if (!match) return undefined;
  const [, base = '', year, month, day, hour, minute, second] = match;
  refuseLongDatedTag(text);
  if (!isTag(base) || isDatedForm(base))
    throw invalid(text, `has no tag before its date: write one, ${example}`);
  const isDay = hour === undefined;
  const atMs = instantOf([year, month, day], isDay ? ['00', '00', '00'] : [hour, minute, second]);
  if (atMs === undefined)
    throw invalid(text, `names a time that does not exist: write one that does, ${example}`);
  const toMs = isDay ? atMs + dayMs : atMs;
  if (toMs <= nowMs)
    return isDay ? { kind: 'day', tag: base, fromMs: atMs, toMs } : { kind: 'time', tag: base, atMs };
  const problem =
    isDay && atMs <= nowMs
      ? 'names a day that is not over: add a time'
      : 'is in the future: name a time that is past';
  throw invalid(text, `${problem}, ${example}`);
}

/**
 * Refuses a text that has the form and is longer than a tag may be: with a time, the tag before it has at most 108
 * characters, with a day 116.
 * @throws Invalid TAG_INVALID
 */
export function refuseLongDatedTag(text: string): void {
  const base = form.exec(text)?.[1];
  if (base === undefined || text.length <= lengthMax) return;
  const baseMax = lengthMax - (text.length - base.length);
  throw invalid(text, `is too long: a tag that is asked for in this form has at most ${baseMax} characters`);
}

/** Refuses a tag that is to be pushed under the form that stands for the past. @throws Invalid TAG_INVALID */
export function refuseDatedTag(tag: string): void {
  if (!isDatedForm(tag)) return;
  throw invalid(
    tag,
    'can not be pushed: the ending .at.<date> is reserved for pulling a tag as it was at that time; choose another tag',
  );
}

/** The ending that asks for a tag as it was at the first whole second from a time on: `.at.20261101T120000Z`. */
export function datedEnding(atMs: number): string {
  return `.at.${new Date(Math.ceil(atMs / 1000) * 1000).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

const dayMs = 86_400_000;

/** Milliseconds since 1970; `undefined` for a date or a time of day that does not exist. */
function instantOf(date: (string | undefined)[], time: (string | undefined)[]): number | undefined {
  const text = `${date.join('-')}T${time.join(':')}.000Z`;
  const ms = Date.parse(text);
  // Date takes 24:00:00, and some engines 31 February, for the next day.
  return Number.isNaN(ms) || new Date(ms).toISOString() !== text ? undefined : ms;
}

function invalid(text: string, problem: string): Invalid {
  return new Invalid('TAG_INVALID', `the tag ${quote(text)} ${problem}`);
}
