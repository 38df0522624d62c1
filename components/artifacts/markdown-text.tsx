'use client';

import { clsx } from 'clsx';
import { createElement, Fragment, type ReactNode } from 'react';
import type { MarkdownElement, MarkdownNode, MarkdownTag } from '@/lib/dashboard/artifacts/markdown-tree';
import { scrollable } from '../ui/scrollable';
import { PlainBox } from './json-text';
import { useMarkdown } from './use-markdown';

interface MarkdownTextProps {
  text: string;
  /** What stands there until it is laid out. */
  loading: ReactNode;
}

/** A text that a stranger wrote in Markdown; as it is written where it cannot be laid out. */
export function MarkdownText({ text, loading }: MarkdownTextProps) {
  const nodes = useMarkdown(text);
  if (nodes === undefined) return loading;
  if (nodes === null)
    return (
      <>
        <p className="border-line border-b px-4 py-2 text-ink-soft text-table">
          The text cannot be laid out, so it stands here as it is written.
        </p>
        <PlainBox text={text} />
      </>
    );
  return (
    <div className="p-4 text-body leading-6 [overflow-wrap:anywhere]">
      <Pieces nodes={nodes} />
    </div>
  );
}

/** The pieces of a text never move, so they need no keys. */
function Pieces({ nodes }: { nodes: readonly MarkdownNode[] }) {
  const pieces = nodes.map((node) =>
    typeof node === 'string' ? node : drawn[node.tag](<Pieces nodes={node.children} />, node),
  );
  return createElement(Fragment, null, ...pieces);
}

const heading = 'mt-6 mb-2 font-semibold text-ink first:mt-0';
const small = clsx(heading, 'text-table');

/** How each element is shown. The headings of the page stand above those of the text. */
const drawn: Readonly<Record<MarkdownTag, (inner: ReactNode, element: MarkdownElement) => ReactNode>> = {
  h1: (inner) => <h3 className={clsx(heading, 'text-section')}>{inner}</h3>,
  h2: (inner) => <h4 className={clsx(heading, 'border-line border-b pb-1 text-body')}>{inner}</h4>,
  h3: (inner) => <h5 className={clsx(heading, 'text-body')}>{inner}</h5>,
  h4: (inner) => <h6 className={small}>{inner}</h6>,
  h5: (inner) => <h6 className={small}>{inner}</h6>,
  h6: (inner) => <h6 className={small}>{inner}</h6>,
  p: (inner) => <p className="my-3 first:mt-0 last:mb-0">{inner}</p>,
  blockquote: (inner) => (
    <blockquote className="my-3 border-line border-l-2 pl-4 text-ink-soft">{inner}</blockquote>
  ),
  ul: (inner) => <ul className="my-3 list-disc pl-6">{inner}</ul>,
  ol: (inner, { start }) => (
    <ol start={start} className="my-3 list-decimal pl-6">
      {inner}
    </ol>
  ),
  li: (inner) => <li className="my-1">{inner}</li>,
  hr: () => <hr className="my-6 border-line" />,
  br: () => <br />,
  a: (inner, { href }) =>
    href === undefined ? (
      inner
    ) : (
      <a
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="text-accent-ink underline underline-offset-2"
      >
        {inner}
      </a>
    ),
  img: (_inner, { alt }) => <span className="text-ink-dim">{alt ? `[Picture: ${alt}]` : '[Picture]'}</span>,
  em: (inner) => <em>{inner}</em>,
  strong: (inner) => <strong className="font-semibold">{inner}</strong>,
  del: (inner) => <del>{inner}</del>,
  code: (inner) => <code className="rounded-[4px] bg-sunken px-1 py-0.5 font-mono text-meta">{inner}</code>,
  pre: (inner) => (
    <pre
      {...scrollable}
      className="my-3 overflow-x-auto rounded-control border border-line bg-sunken p-3 leading-5 [&_code]:p-0"
    >
      {inner}
    </pre>
  ),
  input: (_inner, { isChecked }) => (
    <span role="img" aria-label={isChecked ? 'Done' : 'To do'}>
      {isChecked ? '☑' : '☐'}
    </span>
  ),
  table: (inner) => (
    <div {...scrollable} className="my-3 overflow-x-auto rounded-control border border-line">
      <table className="w-full border-collapse text-table [overflow-wrap:normal]">{inner}</table>
    </div>
  ),
  thead: (inner) => <thead className="bg-sunken">{inner}</thead>,
  tbody: (inner) => <tbody>{inner}</tbody>,
  tr: (inner) => <tr className="border-line border-b last:border-b-0">{inner}</tr>,
  th: (inner, { align }) => <th className={clsx('px-3 py-1.5 font-medium', side(align))}>{inner}</th>,
  td: (inner, { align }) => <td className={clsx('px-3 py-1.5 align-top', side(align))}>{inner}</td>,
};

function side(align: MarkdownElement['align'] = 'left'): string {
  return { left: 'text-left', right: 'text-right', center: 'text-center' }[align];
}
