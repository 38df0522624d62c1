import { describe, expect, it } from 'vitest';
import { hexRows } from './hex-rows';

describe('the rows of bytes', () => {
  it('have 16 bytes in two groups, their offset, and what is a sign', () => {
    const rows = hexRows(
      Uint8Array.from([0x7f, ...Buffer.from('ELF <b>\n'), 0, 0xff, ...Buffer.from('abcdefgh')]),
    );
    expect(rows).toEqual([
      {
        offset: '00000000',
        hex: '7f 45 4c 46 20 3c 62 3e  0a 00 ff 61 62 63 64 65',
        text: '.ELF <b>...abcde',
      },
      { offset: '00000010', hex: '66 67 68', text: 'fgh' },
    ]);
  });

  it('go on from where the bytes stand in their file, and are none of nothing', () => {
    expect(hexRows(Uint8Array.of(1), 0x1_0000).map(({ offset }) => offset)).toEqual(['00010000']);
    expect(hexRows(new Uint8Array())).toEqual([]);
  });
});
