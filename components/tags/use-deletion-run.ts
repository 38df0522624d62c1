'use client';

import { useSearchParams } from 'next/navigation';
import { useState } from 'react';

/** The plan whose tags are being deleted, if any: it is kept in the address, so that the page that is loaded again shows it. */
export function useDeletionRun(): { plan: number | undefined; follow: (plan: number | undefined) => void } {
  const asked = Number(useSearchParams().get('deletion') ?? Number.NaN);
  const [plan, setPlan] = useState(Number.isSafeInteger(asked) && asked > 0 ? asked : undefined);
  const follow = (next: number | undefined) => {
    setPlan(next);
    const url = new URL(window.location.href);
    if (next === undefined) url.searchParams.delete('deletion');
    else url.searchParams.set('deletion', String(next));
    window.history.replaceState(null, '', `${url.pathname}${url.search}`);
  };
  return { plan, follow };
}
