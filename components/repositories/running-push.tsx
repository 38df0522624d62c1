'use client';

import { lazy, Suspense } from 'react';
import { useUploadsTo } from '../layout/live';

const PushUnderWay = lazy(() =>
  import('./push-under-way').then(({ PushUnderWay }) => ({ default: PushUnderWay })),
);

/** Tells of a push to a repository while it goes on. */
export function RunningPush({ repository }: { repository: string }) {
  const uploads = useUploadsTo(repository);
  return <Suspense>{uploads && <PushUnderWay uploads={uploads} />}</Suspense>;
}
