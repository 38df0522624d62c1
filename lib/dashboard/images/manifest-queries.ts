import { fetchJson } from '../fetch-json';
import { toSegment } from '../repository-path';

const contracts = () => import('./manifest-contracts');
const formerContract = () => import('./former-contract');
const contentContract = () => import('../artifacts/artifact-contracts');

/** Keys of TanStack Query. */
export const manifestKeys = {
  view: (repository: string, reference: string) => ['manifest', repository, reference] as const,
  former: (repository: string, reference: string) => ['manifest', repository, reference, 'trash'] as const,
  raw: (repository: string, digest: string) => ['manifest', repository, digest, 'raw'] as const,
  referrers: (repository: string, digest: string) => ['manifest', repository, digest, 'referrers'] as const,
  content: (repository: string, digest: string) => ['manifest', repository, digest, 'content'] as const,
};

interface Fetching {
  signal: AbortSignal;
}

const pathOf = (repository: string, reference: string) =>
  `/api/v1/repositories/${toSegment(repository)}/manifests/${encodeURIComponent(reference)}`;

/** What a manifest is, by its digest or a tag. */
export function manifestQuery(repository: string, reference: string) {
  return {
    queryKey: manifestKeys.view(repository, reference),
    queryFn: ({ signal }: Fetching) =>
      fetchJson(pathOf(repository, reference), async () => (await contracts()).manifestView, signal),
  };
}

/** What became of one that is not there. */
export function formerManifestQuery(repository: string, reference: string) {
  return {
    queryKey: manifestKeys.former(repository, reference),
    queryFn: ({ signal }: Fetching) =>
      fetchJson(
        `${pathOf(repository, reference)}/trash`,
        async () => (await formerContract()).formerManifest,
        signal,
      ),
  };
}

/** The text of a manifest. */
export function rawManifestQuery(repository: string, digest: string) {
  return {
    queryKey: manifestKeys.raw(repository, digest),
    queryFn: ({ signal }: Fetching) =>
      fetchJson(`${pathOf(repository, digest)}/raw`, async () => (await contracts()).rawManifest, signal),
  };
}

/** What refers to a manifest. */
export function referrersQuery(repository: string, digest: string) {
  return {
    queryKey: manifestKeys.referrers(repository, digest),
    queryFn: ({ signal }: Fetching) =>
      fetchJson(
        `${pathOf(repository, digest)}/referrers`,
        async () => (await contracts()).referrerTree,
        signal,
      ),
  };
}

/** What a manifest that is no image holds. It never changes. */
export function artifactContentQuery(repository: string, digest: string) {
  return {
    queryKey: manifestKeys.content(repository, digest),
    queryFn: ({ signal }: Fetching) =>
      fetchJson(
        `${pathOf(repository, digest)}/content`,
        async () => (await contentContract()).artifactContent,
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY,
  };
}
