/** The paths below which nothing is asked now, each with who waits for them. */
const held = new Map<string, Set<() => void>>();

/** Below which all of the dashboard's API lies. */
const everything = '/api/v1';

/**
 * Has what lies at or below a path of the dashboard's API asked for later: what a page shows is about to be deleted, and
 * would be missed before the next page is there.
 * @returns lets it be asked for again
 */
export function holdReads(path: string): () => void {
  const waiting = held.get(path) ?? new Set();
  held.set(path, waiting);
  return () => {
    held.delete(path);
    for (const goOn of waiting) goOn();
  };
}

/**
 * Has nothing asked for: the session is about to end, and the next page is that of signing in.
 * @returns lets it be asked for again
 */
export function holdAllReads(): () => void {
  return holdReads(everything);
}

/** Waits until a path is not held. @throws the reason of an abort */
export async function whileHeld(path: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  for (let waiting = holderOf(path); waiting; waiting = holderOf(path)) {
    const waits = waiting;
    await new Promise<void>((resolve) => {
      waits.add(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    signal.throwIfAborted();
  }
}

function holderOf(path: string): Set<() => void> | undefined {
  for (const [above, waiting] of held) {
    if (path === above || path.startsWith(`${above}/`) || path.startsWith(`${above}?`)) return waiting;
  }
  return undefined;
}
