'use client';

import { useState } from 'react';

/** The value that stood before the present one came; undefined until there were two. */
export function useBefore<T>(value: T | undefined): T | undefined {
  const [seen, setSeen] = useState<{ now: T | undefined; before: T | undefined }>({
    now: value,
    before: undefined,
  });
  if (value === seen.now) return seen.before;
  // While it is drawn: no effect, and nothing is drawn twice.
  setSeen({ now: value, before: seen.now });
  return seen.now;
}
