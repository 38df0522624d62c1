'use client';

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { followEvents } from '@/lib/dashboard/live/follow-events';
import { inTurns } from '@/lib/dashboard/live/in-turns';
import { keysOfEvent } from '@/lib/dashboard/live/keys-of-event';
import type { LiveUpload } from '@/lib/dashboard/live/live-contract';

interface Live {
  isLive: boolean;
  uploads: readonly LiveUpload[];
}

const nothing: Live = { isLive: false, uploads: [] };
const LiveContext = createContext(nothing);

/** How much less often a page asks by itself while it is told of changes. */
const rarer = 3;

/** Listens to what changes in the registry, and has what is seen asked for again when it may no longer be so. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [live, setLive] = useState(nothing);
  useEffect(() => {
    const turns = inTurns((keys) => {
      for (const queryKey of keys) void client.invalidateQueries({ queryKey });
    });
    const stop = followEvents(
      {
        onLive: (isLive) => setLive((before) => (isLive ? { ...before, isLive } : nothing)),
        onEvent: (event) => {
          if (event.topic === 'uploads') setLive((before) => ({ ...before, uploads: event.uploads }));
          turns.add(keysOfEvent(event));
        },
      },
      { shownAtMs: performance.timeOrigin, page: document, open: (url) => new EventSource(url) },
    );
    return () => {
      stop();
      turns.end();
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
