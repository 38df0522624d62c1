import { fetchJson, sendJson } from '../fetch-json';
import { toSegment } from '../repository-path';
import type { RetagBody, SeenTag, TagDeletionPlanBody } from './change-contracts';

const contracts = () => import('./change-contracts');

const pathOf = (repository: string) => `/api/v1/repositories/${toSegment(repository)}`;

/** Removes tags that are still what was seen of them. @throws ApiError */
export function sendTagDeletion(repository: string, seen: readonly SeenTag[]) {
  const tags = seen.map(({ name, digest, pushedAtMs }) => ({ name, digest, pushedAtMs }));
  return sendJson('POST', `${pathOf(repository)}/tag-deletions`, {
    body: { tags },
    answer: async () => (await contracts()).tagDeletionAnswer,
  });
}

/** What would go with tags, as TanStack Query asks it: picked ones, or all that match. Each asking makes another plan. */
export function tagDeletionPlanQuery(repository: string, body: TagDeletionPlanBody) {
  return {
    queryKey: ['tag-deletion-plan', repository, body] as const,
    queryFn: () =>
      sendJson('POST', `${pathOf(repository)}/tag-deletions/plan`, {
        body,
        answer: async () => (await contracts()).tagDeletionPlan,
      }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  };
}

/** Begins to remove what a plan lists. @throws ApiError */
export function sendPlannedTagDeletion(repository: string, plan: number) {
  return sendJson('POST', `${pathOf(repository)}/tag-deletions/${plan}`, {
    answer: async () => (await contracts()).tagDeletionRun,
  });
}

/** How far that has come, as TanStack Query asks it. */
export function tagDeletionRunQuery(repository: string, plan: number) {
  return {
    queryKey: ['tag-deletion-run', repository, plan] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(
        `${pathOf(repository)}/tag-deletions/${plan}`,
        async () => (await contracts()).tagDeletionRun,
        signal,
      ),
  };
}

/** Asks for its end. @throws ApiError */
export function sendTagDeletionCancel(repository: string, plan: number) {
  return sendJson('POST', `${pathOf(repository)}/tag-deletions/${plan}/cancel`);
}

/** Brings back entries of the trash. @throws ApiError */
export function sendRestoration(repository: string, entries: readonly string[]) {
  return sendJson('POST', `${pathOf(repository)}/restorations`, {
    body: { entries },
    answer: async () => (await contracts()).restorationAnswer,
  });
}

/** Points a tag to a manifest. @throws ApiError */
export function sendRetag(repository: string, tag: string, body: RetagBody) {
  return sendJson('PUT', `${pathOf(repository)}/tags/${encodeURIComponent(tag)}`, {
    body,
    answer: async () => (await contracts()).retagAnswer,
  });
}

/** What would go with a manifest, as TanStack Query asks it. */
export function manifestDeletionQuery(repository: string, digest: string) {
  return {
    queryKey: ['deletion', repository, digest] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(
        `${pathOf(repository)}/manifests/${digest}/deletion`,
        async () => (await contracts()).manifestDeletionPlan,
        signal,
      ),
    staleTime: 0,
  };
}

/** Deletes a manifest as planned. @throws ApiError */
export function sendManifestDeletion(repository: string, digest: string, plan: string) {
  const path = `${pathOf(repository)}/manifests/${digest}/deletion`;
  return sendJson('POST', path, { body: { plan }, answer: async () => (await contracts()).deletionAnswer });
}

/** What would go with a repository, as TanStack Query asks it. */
export function repositoryDeletionQuery(repository: string) {
  return {
    queryKey: ['deletion', repository] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(
        `${pathOf(repository)}/deletion`,
        async () => (await contracts()).repositoryDeletionPlan,
        signal,
      ),
    staleTime: 0,
  };
}

/** Deletes a repository as planned. @throws ApiError */
export function sendRepositoryDeletion(repository: string, plan: string) {
  return sendJson('POST', `${pathOf(repository)}/deletion`, {
    body: { plan },
    answer: async () => (await contracts()).deletionAnswer,
  });
}
