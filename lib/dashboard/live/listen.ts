import type { QueryClient } from '@tanstack/react-query';
import { followEvents } from './follow-events';
import { inTurns } from './in-turns';
import { keysOfEvent } from './keys-of-event';
import type { LiveUpload } from './live-contract';

interface Listener {
  /** Told whether changes are told of now. */
  onLive: (isLive: boolean) => void;
  onUploads: (uploads: readonly LiveUpload[]) => void;
}

/**
 * Listens to what changes in the registry, and has what a page knows of it asked for again. A module of its own, which is
 * loaded behind the page: it knows of every question that pages ask.
 * @returns ends it
 */
export function listen(client: QueryClient, { onLive, onUploads }: Listener): () => void {
  const turns = inTurns((keys) => {
    for (const queryKey of keys) void client.invalidateQueries({ queryKey });
  });
  const stop = followEvents(
    {
      onLive,
      onEvent: (event) => {
        if (event.topic === 'uploads') onUploads(event.uploads);
        turns.add(keysOfEvent(event));
      },
    },
    { shownAtMs: performance.timeOrigin, page: document, open: (url) => new EventSource(url) },
  );
  return () => {
    stop();
    turns.end();
  };
}
