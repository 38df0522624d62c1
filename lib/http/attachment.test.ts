import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attachment, safeFileName } from './attachment';

it.each([
  ['etc/passwd', 'passwd'],
  ['../../.ssh/id_rsa', 'id_rsa'],
  ['.bashrc', 'bashrc'],
  ['a"b;c\\d', 'a_b;c_d'],
  ['line\r\nSet-Cookie: a=b', 'line__Set-Cookie_ a=b'],
  ['\u202egpj.exe', '_gpj.exe'],
  ['ends with dot. ', 'ends with dot'],
  ['', 'file'],
  ['..', 'file'],
  ['x/', 'file'],
])('%j is saved as %j', (name, saved) => {
  expect(safeFileName(name)).toBe(saved);
});

it('a name that is no ASCII comes in both forms', () => {
  expect(attachment("résumé (1)'.pdf")).toBe(
    `attachment; filename="r_sum_ (1)'.pdf"; filename*=UTF-8''r%C3%A9sum%C3%A9%20%281%29%27.pdf`,
  );
});

it('whatever the name is, it is one header that names one file in no folder', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (name) => {
      const header = attachment(name);
      expect(header).toMatch(/^attachment; filename="[^"\\/%]+"(; filename\*=UTF-8''[\w!#$&+.^`|~%-]+)?$/);
      expect(header).toMatch(/^[\x20-\x7e]+$/);
    }),
  );
});
