'use client';

import { useMemo } from 'react';
import { textRows } from '@/lib/dashboard/files/text-rows';
import { plainText } from '@/lib/dashboard/plain-text';
import { CodeRows } from './code-rows';

/** A text of a file with the numbers of its lines: never more than text. */
export function TextView({ text, name }: { text: string; name: string }) {
  const rows = useMemo(() => textRows(text), [text]);
  return (
    <CodeRows rows={rows} label={`Content of ${plainText(name)}`}>
      {({ line, text: shown }, at) => (
        <div key={at} data-line className="flex h-5">
          <span
            aria-hidden="true"
            className="sticky left-0 w-14 shrink-0 select-none bg-canvas pr-3 text-right text-ink-dim tabular-nums"
          >
            {line}
          </span>
          <code className="whitespace-pre pr-4">
            <bdi>{plainText(shown)}</bdi>
          </code>
        </div>
      )}
    </CodeRows>
  );
}
