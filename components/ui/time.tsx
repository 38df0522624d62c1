'use client';

import { useSyncExternalStore } from 'react';
import { timeWords } from '@/lib/dashboard/time-words';

const never = () => () => undefined;
const absolute = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'medium',
  hourCycle: 'h23',
});

/**
 * A time as people say it, with the exact one, in the reader's zone, in the title.
 * @param nowMs the server's clock when it said the time: the reader's may be wrong
 */
export function Time({ atMs, nowMs }: { atMs: number; nowMs: number }) {
  // The server does not know the reader's zone.
  const title = useSyncExternalStore(
    never,
    () => absolute.format(atMs),
    () => undefined,
  );
  return (
    <time dateTime={new Date(atMs).toISOString()} title={title} className="whitespace-nowrap">
      {timeWords(atMs, nowMs)}
    </time>
  );
}
