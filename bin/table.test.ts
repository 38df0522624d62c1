import { describe, expect, test } from 'vitest';
import { table } from './table';

describe('table', () => {
  test('each column is as wide as its widest cell, numbers stand on the right, and no line ends in spaces', () => {
    const text = table(
      [{ title: 'Repository' }, { title: 'Bytes', align: 'right' }, { title: 'Note' }],
      [
        ['a/b', '1', ''],
        ['library/long-name', '1234567', 'big'],
      ],
    );
    expect(text).toBe(
      [
        'Repository           Bytes  Note',
        'a/b                      1',
        'library/long-name  1234567  big',
      ].join('\n'),
    );
  });

  test('without rows, and with cells missing, it is still a table', () => {
    expect(table([{ title: 'A' }, { title: 'B' }], [])).toBe('A  B');
    expect(table([{ title: 'A' }, { title: 'B' }], [['x']])).toBe('A  B\nx');
  });
});
