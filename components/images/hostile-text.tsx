'use client';

import { useState } from 'react';
import { plainText, webAddress } from '@/lib/dashboard/plain-text';

const shownMax = 4 * 1024;

/** A text that a stranger wrote: never more than text, cut where it is long, with what would not be seen written out. */
export function HostileText({ text, links = false }: { text: string; links?: boolean }) {
  const [isWhole, setWhole] = useState(false);
  const href = links ? webAddress(text) : undefined;
  const isLong = text.length > shownMax;
  const shown = <bdi>{plainText(isLong && !isWhole ? text.slice(0, shownMax) : text)}</bdi>;
  return (
    <span className="whitespace-pre-wrap [overflow-wrap:anywhere]">
      {href === undefined ? (
        shown
      ) : (
        <a
          href={href}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="text-accent-ink underline underline-offset-2"
        >
          {shown}
        </a>
      )}
      {isLong && (
        <button
          type="button"
          onClick={() => setWhole(!isWhole)}
          aria-expanded={isWhole}
          className="ml-1 rounded-control text-accent-ink underline underline-offset-2"
        >
          {isWhole ? 'Show less' : `Show all ${text.length.toLocaleString('en')} characters`}
        </button>
      )}
    </span>
  );
}
