import { type DehydratedState, HydrationBoundary } from '@tanstack/react-query';
import type { ManifestTab } from '@/lib/dashboard/images/manifest-tabs';
import { Breadcrumbs, repositoryTrail } from '../layout/breadcrumbs';
import { ManifestBrowser } from './manifest-browser';

interface ManifestPageProps {
  repository: string;
  /** A digest, or a tag. */
  reference: string;
  tab: ManifestTab;
  /** What the server read for it. */
  state: DehydratedState;
}

/** The page of a manifest. */
export function ManifestPage({ repository, reference, tab, state }: ManifestPageProps) {
  return (
    <HydrationBoundary state={state}>
      <Breadcrumbs trail={repositoryTrail(repository)} />
      <ManifestBrowser key={reference} repository={repository} reference={reference} tab={tab} />
    </HydrationBoundary>
  );
}
