import { expect, it } from 'vitest';
import { plainText, webAddress } from './plain-text';

it('writes out what would not be seen, and leaves the rest', () => {
  expect(plainText('safe\u202egnp.exe\u0000\u2066x')).toBe('safe\\u{202e}gnp.exe\\u{0}\\u{2066}x');
  expect(plainText('<b>Grüße 漢字 👋</b>\n\tand more')).toBe('<b>Grüße 漢字 👋</b>\n\tand more');
});

it.each([
  'javascript:alert(1)',
  ' javascript:x',
  'data:text/html,x',
  '//evil.example',
  'https://',
  'https://u:p@evil.example',
  'ftp://x',
])('%s is no link', (text) => expect(webAddress(text)).toBeUndefined());

it('an address of the web is a link', () => {
  expect(webAddress('https://github.com/a/b?c=d')).toBe('https://github.com/a/b?c=d');
});
