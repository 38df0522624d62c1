import { type LiveEvent, liveEvent } from './live-contract';

/** After how long a page begins to listen: what it was opened for comes first. */
const beginAfterMs = 1_000;
/** After how long it tries again where it was refused. */
const refusedAfterMs = 60_000;
/** As much as is told of what happened before. */
const lastMsMax = 60_000;
/** The state of an `EventSource` that does not come back by itself. */
const closed = 2;

/** What is told of the way things are. */
interface Told {
  onEvent: (event: LiveEvent) => void;
  /** Whether events come. */
  onLive: (isLive: boolean) => void;
}

/** A tab, as far as it matters here. */
export interface Tab {
  /** When what it shows was asked for, at the earliest. */
  shownAtMs: number;
  page: EventTarget & { readonly visibilityState: string };
  open: (url: string) => Pick<EventSource, 'onopen' | 'onmessage' | 'onerror' | 'readyState' | 'close'>;
}

/**
 * Listens to what changes while the tab is seen, through one connection. A hidden tab has none, and where it is refused,
 * pages go on asking by themselves.
 * @returns what ends it
 */
export function followEvents({ onEvent, onLive }: Told, { shownAtMs, page, open }: Tab): () => void {
  let source: ReturnType<Tab['open']> | undefined;
  let knownAtMs = shownAtMs;
  let wasLost = false;
  let soon: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    clearTimeout(soon);
    soon = undefined;
    if (!source) return;
    source.close();
    source = undefined;
    onLive(false);
  };
  const begin = (afterMs: number) => {
    end();
    if (page.visibilityState !== 'hidden') soon = setTimeout(listen, afterMs);
  };
  const listen = () => {
    soon = undefined;
    const lastMs = Math.min(Math.max(Math.ceil(Date.now() - knownAtMs), 0), lastMsMax);
    const opened = open(`/api/v1/events?lastMs=${lastMs}`);
    source = opened;
    opened.onopen = () => {
      onLive(true);
      // The browser came back by itself: nobody knows what was missed.
      if (wasLost) onEvent({ topic: 'everything' });
      wasLost = false;
    };
    opened.onmessage = ({ data }: MessageEvent) => {
      const event = liveEvent.safeParse(parsed(data));
      if (event.success) onEvent(event.data);
    };
    opened.onerror = () => {
      wasLost = true;
      onLive(false);
      if (opened.readyState === closed) begin(refusedAfterMs);
    };
  };
  const onVisibility = () => {
    // What is seen again is asked for again at once.
    knownAtMs = Date.now();
    wasLost = false;
    begin(beginAfterMs);
  };
  page.addEventListener('visibilitychange', onVisibility);
  begin(beginAfterMs);
  return () => {
    page.removeEventListener('visibilitychange', onVisibility);
    end();
  };
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined; // Of a newer server, perhaps: the page asks by itself all the same.
  }
}
