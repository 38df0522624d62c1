'use client';

import { lazy, Suspense, useEffect, useState } from 'react';

const JobChip = lazy(() =>
  import('../jobs/job-chip').then(
    ({ JobChip }) => ({ default: JobChip }),
    // What can not be loaded, as without a network, tells nothing; the page is not to fail for it.
    () => ({ default: () => null }),
  ),
);

/** When what runs is asked for, in milliseconds after the page: what it was opened for comes first. */
const askAfterMs = 3_000;

/** What runs in the registry, behind the page. */
export function RunningJobs() {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const soon = setTimeout(() => setLate(true), askAfterMs);
    return () => clearTimeout(soon);
  }, []);
  return <Suspense>{isLate && <JobChip />}</Suspense>;
}
