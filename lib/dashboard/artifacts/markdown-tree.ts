import type { Nodes } from 'hast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { plainText, webAddress } from '../plain-text';

/** The elements that a text may have; of anything else its words are shown. */
const tags = [
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'blockquote', 'ul', 'ol', 'li', 'hr', 'br'],
  ...['a', 'img', 'em', 'strong', 'del', 'code', 'pre', 'input'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
] as const;
export type MarkdownTag = (typeof tags)[number];

/** A piece of a text: words, or an element around others. */
export type MarkdownNode = string | MarkdownElement;

export interface MarkdownElement {
  tag: MarkdownTag;
  children: MarkdownNode[];
  /** Of `a`: an address of the web; absent where it leads anywhere else. */
  href?: string;
  /** Of `img`: the words that stand for it. Where it lies is told to nobody. */
  alt?: string;
  /** Of `ol`: its first number. */
  start?: number;
  /** Of `th` and `td`. */
  align?: 'left' | 'right' | 'center';
  /** Of `input`, which is the box of a task. */
  isChecked?: boolean;
}

/** A text that is larger or more deeply nested, when it is laid out, is shown as it is written. */
const nodesMax = 20_000;
const depthMax = 60;

const known: ReadonlySet<string> = new Set(tags);
const processor = unified().use(remarkParse).use(remarkGfm).use(remarkRehype);

/**
 * A text that a stranger wrote in Markdown (CommonMark, with the tables, tasks and bare links of GitHub), as a tree of
 * what may be shown: no HTML, no pictures, links to the web alone, and what would not be seen written out.
 *
 * Whoever pushes can write a text that takes minutes: it is called in a thread that can be ended.
 * @returns undefined when it is too large or too deep to be laid out
 */
export function markdownTree(text: string): MarkdownNode[] | undefined {
  const room = { nodes: nodesMax };
  try {
    return nodesOf(processor.runSync(processor.parse(text)), room, 0);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // The stack, or the room, is used up.
    throw error;
  }
}

function nodesOf(node: Nodes, room: { nodes: number }, depth: number): MarkdownNode[] {
  room.nodes -= 1;
  if (room.nodes < 0 || depth > depthMax) throw new RangeError('the text is too large or too deep');
  if (node.type === 'text') return [plainText(node.value)];
  if (!('children' in node)) return [];
  const children = node.children.flatMap((child) => nodesOf(child, room, depth + 1));
  if (node.type !== 'element' || !isKnown(node.tagName)) return children;
  const { href, alt, start, align, checked } = node.properties;
  const address = typeof href === 'string' ? webAddress(href) : undefined;
  return [
    {
      tag: node.tagName,
      children,
      ...(address !== undefined && { href: address }),
      ...(typeof alt === 'string' && { alt: plainText(alt) }),
      ...(typeof start === 'number' && { start }),
      ...((align === 'left' || align === 'right' || align === 'center') && { align }),
      ...(typeof checked === 'boolean' && { isChecked: checked }),
    },
  ];
}

function isKnown(tag: string): tag is MarkdownTag {
  return known.has(tag);
}
