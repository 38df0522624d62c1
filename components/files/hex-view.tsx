'use client';

import { useMemo } from 'react';
import { hexRows } from '@/lib/dashboard/files/hex-rows';
import { plainText } from '@/lib/dashboard/plain-text';
import { CodeRows } from './code-rows';

/** Bytes of a file, from its beginning: where they stand, what they are, and the signs among them. */
export function HexView({ bytes, name }: { bytes: Uint8Array; name: string }) {
  const rows = useMemo(() => hexRows(bytes), [bytes]);
  return (
    <CodeRows rows={rows} label={`Bytes of ${plainText(name)}`}>
      {({ offset, hex, text }) => (
        <div key={offset} data-line className="flex h-5 gap-6 px-3">
          <span className="select-none text-ink-dim">{offset}</span>
          <code className="w-[25.5rem] shrink-0 whitespace-pre">{hex}</code>
          <code className="whitespace-pre text-ink-soft">{text}</code>
        </div>
      )}
    </CodeRows>
  );
}
