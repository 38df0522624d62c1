import { describe, expect, it } from 'vitest';
import { textRows } from './text-rows';

describe('the rows of a text', () => {
  it('are its lines, numbered, whatever ends them', () => {
    expect(textRows('a\nb\r\n\rc')).toEqual([
      { line: 1, text: 'a' },
      { line: 2, text: 'b' },
      { line: 3, text: '' },
      { line: 4, text: 'c' },
    ]);
  });

  it('have none after the last line end', () => {
    expect(textRows('a\n').map(({ text }) => text)).toEqual(['a']);
    expect(textRows('')).toEqual([{ line: 1, text: '' }]);
  });

  it('are several of a long line, of which nothing is lost and no character is cut', () => {
    const long = `${'x'.repeat(499)}${'😀'.repeat(400)}`;
    const rows = textRows(`a\n${long}\nb`);
    expect(rows.map(({ line }) => line)).toEqual([1, 2, null, null, 3]);
    expect(
      rows
        .slice(1, -1)
        .map(({ text }) => text)
        .join(''),
    ).toBe(long);
    for (const { text } of rows) expect(() => encodeURIComponent(text)).not.toThrow();
  });
});
