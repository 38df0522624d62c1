import type { Tag } from './reference';

const versionForm = /^v?(\d+(?:\.\d+)*)(?:[-+._](.*))?$/;
/** `1.2` and `1.2.0` are one version. */
const numbersMin = 3;

/**
 * A text by which tags sort, byte by byte, as versions do: `1.10` after `1.9`, `1.2.0-rc.1` before `1.2.0` (Semantic
 * Versioning 2.0.0, section 11), before all of them the tags that are no versions, with the numbers in them compared as
 * numbers, and after all of them `latest`.
 */
export function versionKey(tag: Tag | string): string {
  if (tag === 'latest') return '3';
  const [, numbers, suffix] = versionForm.exec(tag) ?? [];
  if (numbers === undefined) return `1${natural(tag)}`;
  const parts = numbers.split('.');
  while (parts.length < numbersMin) parts.push('0');
  // `!` is before `.`, so that 1.2.3 is before 1.2.3.4; `~` is after all that a suffix can begin with.
  return `2${parts.map(number).join('.')}!${suffix === undefined ? '~' : natural(suffix)}`;
}

function natural(text: string): string {
  return text.replace(/\d+/g, number);
}

/** Digits with their number before them, so that texts compare as the numbers do; a tag has at most 128. */
function number(digits: string): string {
  const short = digits.replace(/^0+(?=\d)/, '');
  return String(short.length).padStart(3, '0') + short;
}
