'use client';

import { useEffect, useState } from 'react';
import type { MarkdownNode } from '@/lib/dashboard/artifacts/markdown-tree';

/** A text that takes longer is shown as it is written; most take a few milliseconds. */
const timeMaxMs = 3_000;

/**
 * Lays out a text in Markdown in a thread of its own.
 * @returns undefined while it is at work, null when it cannot be laid out
 */
export function useMarkdown(text: string): readonly MarkdownNode[] | null | undefined {
  const [done, setDone] = useState<{ text: string; nodes: MarkdownNode[] | null }>();
  useEffect(() => {
    const worker = new Worker(new URL('./markdown-worker.ts', import.meta.url));
    const end = (nodes: MarkdownNode[] | null) => {
      clearTimeout(timer);
      worker.terminate();
      setDone({ text, nodes });
    };
    const timer = setTimeout(() => end(null), timeMaxMs);
    worker.onmessage = ({ data }: MessageEvent<MarkdownNode[] | undefined>) => end(data ?? null);
    worker.onerror = (event) => {
      event.preventDefault();
      end(null);
    };
    worker.postMessage(text);
    return () => {
      clearTimeout(timer);
      worker.terminate();
    };
  }, [text]);
  return done?.text === text ? done.nodes : undefined;
}
