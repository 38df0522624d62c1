import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type MarkdownNode, markdownTree } from './markdown-tree';

/** All elements of a tree. */
function elements(nodes: readonly MarkdownNode[] | undefined): Exclude<MarkdownNode, string>[] {
  return (nodes ?? []).flatMap((node) =>
    typeof node === 'string' ? [] : [node, ...elements(node.children)],
  );
}

it('knows headings, tables, tasks, references and bare links', () => {
  const text = [
    '# Title [home][h]',
    '',
    '| a | b |',
    '|---|--:|',
    '| 1 | `2` |',
    '',
    '- [x] done',
    '- [ ] open',
    '',
    'See www.example.com.',
    '',
    '[h]: https://example.com/home',
  ].join('\n');
  const found = elements(markdownTree(text));
  expect(found.filter(({ href }) => href).map(({ href }) => href)).toEqual([
    'https://example.com/home',
    'http://www.example.com/',
  ]);
  expect(found.filter(({ tag }) => tag === 'td').map(({ align }) => align)).toEqual([undefined, 'right']);
  expect(found.filter(({ tag }) => tag === 'input').map(({ isChecked }) => isChecked)).toEqual([true, false]);
  expect(found[0]).toMatchObject({ tag: 'h1' });
});

it.each([
  ['a script', '<script>alert(1)</script>'],
  ['a tag in a line', 'a <img src=x onerror=alert(1)> b'],
  ['a link to a script', '[a](javascript:alert(1))'],
  ['a link that hides it', '[a](JaVaScRiPt&colon;alert(1)) <javascript:alert(1)>'],
  ['a link to data', '[a](data:text/html,x)'],
  ['a link here', '[a](/access/users) [b](#x) [c](//host/x)'],
  ['a link with a password', '[a](https://user:secret@example.com)'],
])('keeps nothing but words of %s', (_what, text) => {
  expect(
    elements(markdownTree(text)).filter(({ tag, href }) => tag !== 'p' && (tag !== 'a' || href)),
  ).toEqual([]);
});

it('keeps of a picture the words for it, and not where it lies', () => {
  const tree = markdownTree('![a chart\u202e](https://tracker.example/x.png)');
  expect(elements(tree)[1]).toEqual({ tag: 'img', children: [], alt: 'a chart\\u{202e}' });
  expect(JSON.stringify(tree)).not.toContain('tracker');
});

it('writes out what would not be seen', () => {
  expect(JSON.stringify(markdownTree('safe\u202egnp `\u200b`'))).toContain('safe\\\\u{202e}gnp');
});

it('gives up on what is too deep or too large', () => {
  expect(markdownTree(`${'> '.repeat(70)}x`)).toBeUndefined();
  expect(markdownTree('a\n\n'.repeat(11_000))).toBeUndefined();
});

it('whatever is pushed gives a tree of known elements, or nothing', () => {
  const piece = fc.constantFrom(
    '*',
    '_',
    '`',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    '!',
    '#',
    '|',
    '-',
    '\n',
    ' ',
    'a',
    '&',
    '~',
    ':',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
      for (const { href } of elements(markdownTree(pieces.join('')))) {
        expect(href ?? 'https://').toMatch(/^https?:\/\//);
      }
    }),
  );
});
