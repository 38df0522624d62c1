'use client';

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { LiveUpload } from '@/lib/dashboard/live/live-contract';

interface Live {
  isLive: boolean;
  uploads: readonly LiveUpload[];
}

const nothing: Live = { isLive: false, uploads: [] };
const LiveContext = createContext(nothing);

/** When what listens is loaded, in milliseconds after the page: what it was opened for comes first. */
const loadAfterMs = 1_000;

/** How much less often a page asks by itself while it is told of changes. */
const rarer = 3;

/** Listens to what changes in the registry, and has what is seen asked for again when it may no longer be so. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [live, setLive] = useState(nothing);
  useEffect(() => {
    let stop: (() => void) | undefined;
    let hasLeft = false;
    const begin = ({ listen }: typeof import('@/lib/dashboard/live/listen')) => {
      if (hasLeft) return;
      stop = listen(client, {
        onLive: (isLive) => setLive((before) => (isLive ? { ...before, isLive } : nothing)),
        onUploads: (uploads) => setLive((before) => ({ ...before, uploads })),
      });
    };
    const soon = setTimeout(() => {
      // What can not be loaded leaves the page asking by itself.
      import('@/lib/dashboard/live/listen').then(begin, () => undefined);
    }, loadAfterMs);
    return () => {
      hasLeft = true;
      clearTimeout(soon);
      stop?.();
    };
  }, [client]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** How often a page asks by itself, in milliseconds: rarely while it is told of changes. */
export function useRefreshMs(usualMs: number): number {
  return useContext(LiveContext).isLive ? usualMs * rarer : usualMs;
}

/** The uploads to a repository that go on; undefined while there are none. */
export function useUploadsTo(repository: string): LiveUpload | undefined {
  return useContext(LiveContext).uploads.find((one) => one.repository === repository);
}
