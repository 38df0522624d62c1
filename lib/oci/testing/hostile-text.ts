import fc from 'fast-check';

const pieces = [
  'a',
  'z9',
  'library',
  'manifests',
  'blobs',
  'referrers',
  'sha256',
  'sha512',
  'A',
  '0',
  '/',
  '//',
  '.',
  '..',
  '...',
  '_',
  '__',
  '___',
  '-',
  '--',
  '+',
  '=',
  ':',
  '\\',
  '\0',
  '\n',
  '\r\n',
  ' ',
  '\t',
  '%2f',
  '%2F',
  '%2e%2e',
  '%00',
  '%5c',
  '\u00e9',
  '\u0131',
  '\u017f',
  '\u212a',
  '\u2024',
  '\u202e',
  '\u2044',
  '\uff0e',
  '\uff0f',
  '\ufeff',
  '\ud800',
  '\u{1f433}',
  'a'.repeat(64),
  'f'.repeat(128),
  'x'.repeat(300),
];

/**
 * For tests: text as an attacker would send it. Half of it is put together from the pieces that grammars are
 * tried with, so that it comes close to being valid; the rest is any text at all.
 */
export const hostileText = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'binary-ascii', maxLength: 40 }),
);

/** For tests: what `run` throws, or undefined. */
export function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
