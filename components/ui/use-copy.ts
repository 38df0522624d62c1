'use client';

import { useEffect, useState } from 'react';
import { announce } from '../feedback/announcer';
import { copyText } from './copy-text';

/** What became of the last copy; `idle` again after a moment. */
export type CopyState = 'idle' | 'copied' | 'failed';

const shownMs = 1_600;

/** Copies a text, which may have to be fetched first, and says `done` to a screen reader. */
export function useCopy(
  text: string | (() => Promise<string>),
  done: string,
): { state: CopyState; copy: () => void } {
  const [result, setResult] = useState<{ state: CopyState }>({ state: 'idle' });
  useEffect(() => {
    if (result.state === 'idle') return;
    const timer = setTimeout(() => setResult({ state: 'idle' }), shownMs);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = () => {
    const tell = (copied: boolean, otherwise: string) => {
      setResult({ state: copied ? 'copied' : 'failed' });
      announce(copied ? done : otherwise);
    };
    Promise.resolve(typeof text === 'string' ? text : text())
      .then(copyText)
      .then(
        (copied) => tell(copied, 'The browser refused to copy. Select the text instead.'),
        (error: Error) => tell(false, error.message),
      );
  };
  return { state: result.state, copy };
}
