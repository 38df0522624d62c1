import { fetchJson, sendJson } from '../fetch-json';
import { toSegment } from '../repository-path';
import {
  deletionAnswer,
  manifestDeletionPlan,
  type RetagBody,
  repositoryDeletionPlan,
  restorationAnswer,
  retagAnswer,
  type SeenTag,
  tagDeletionAnswer,
} from './change-contracts';

const pathOf = (repository: string) => `/api/v1/repositories/${toSegment(repository)}`;

/** Removes tags that are still what was seen of them. @throws ApiError */
export function sendTagDeletion(repository: string, seen: readonly SeenTag[]) {
  const tags = seen.map(({ name, digest, pushedAtMs }) => ({ name, digest, pushedAtMs }));
  return sendJson('POST', `${pathOf(repository)}/tag-deletions`, {
    body: { tags },
    answer: tagDeletionAnswer,
  });
}

/** Brings back entries of the trash. @throws ApiError */
export function sendRestoration(repository: string, entries: readonly string[]) {
  return sendJson('POST', `${pathOf(repository)}/restorations`, {
    body: { entries },
    answer: restorationAnswer,
  });
}

/** Points a tag to a manifest. @throws ApiError */
export function sendRetag(repository: string, tag: string, body: RetagBody) {
  return sendJson('PUT', `${pathOf(repository)}/tags/${encodeURIComponent(tag)}`, {
    body,
    answer: retagAnswer,
  });
}

/** What would go with a manifest, as TanStack Query asks it. */
export function manifestDeletionQuery(repository: string, digest: string) {
  return {
    queryKey: ['deletion', repository, digest] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(`${pathOf(repository)}/manifests/${digest}/deletion`, manifestDeletionPlan, signal),
    staleTime: 0,
  };
}

/** Deletes a manifest as planned. @throws ApiError */
export function sendManifestDeletion(repository: string, digest: string, plan: string) {
  const path = `${pathOf(repository)}/manifests/${digest}/deletion`;
  return sendJson('POST', path, { body: { plan }, answer: deletionAnswer });
}

/** What would go with a repository, as TanStack Query asks it. */
export function repositoryDeletionQuery(repository: string) {
  return {
    queryKey: ['deletion', repository] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(`${pathOf(repository)}/deletion`, repositoryDeletionPlan, signal),
    staleTime: 0,
  };
}

/** Deletes a repository as planned. @throws ApiError */
export function sendRepositoryDeletion(repository: string, plan: string) {
  return sendJson('POST', `${pathOf(repository)}/deletion`, { body: { plan }, answer: deletionAnswer });
}
