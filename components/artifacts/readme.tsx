'use client';

import { lazy, Suspense, useState } from 'react';
import { Panel } from '../images/panel';
import { PlainBox } from './json-text';

const MarkdownText = lazy(() =>
  import('./markdown-text').then(({ MarkdownText }) => ({ default: MarkdownText })),
);

/** A longer text is shown as it is written. */
const markdownLengthMax = 256 * 1024;

/** The README of a chart, laid out as the Markdown that it is, or as it is written. */
export function Readme({ text }: { text: string }) {
  const isShort = text.length <= markdownLengthMax;
  const [isSource, setSource] = useState(false);
  return (
    <Panel
      title="README.md"
      aside={
        isShort && (
          <button
            type="button"
            onClick={() => setSource(!isSource)}
            aria-pressed={isSource}
            className="rounded-control text-accent-ink underline underline-offset-2"
          >
            Show as written
          </button>
        )
      }
    >
      {isSource || !isShort ? (
        <PlainBox text={text} />
      ) : (
        <Suspense fallback={<ReadmeSkeleton />}>
          <MarkdownText text={text} loading={<ReadmeSkeleton />} />
        </Suspense>
      )}
    </Panel>
  );
}

function ReadmeSkeleton() {
  return <div role="status" aria-label="Loading README.md" className="skeleton h-40" />;
}
