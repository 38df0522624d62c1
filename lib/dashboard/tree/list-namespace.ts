import type * as z from 'zod/mini';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { RepositoryFigure } from '@/lib/storage/figures/repository-figures';
import type { Content } from '../content';
import { contentKind } from '../images/content-kind';
import { readCursor, writeCursor } from '../page-cursor';
import type { NamespacePage, namespaceQuery, TreeRepository } from './namespace-contract';

/** What stands right in a namespace and is shown at once. */
export const childrenPerPage = 200;

/**
 * A part of what stands right in a namespace. A namespace that is not there, or in which whoever asks sees nothing, has
 * nothing in it.
 * @throws DashboardProblem 400 for a cursor that is none
 */
export async function listNamespace(
  content: Content,
  query: z.output<typeof namespaceQuery>,
): Promise<NamespacePage> {
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor).name;
  const level = await content.namespaceLevel({ namespace: query.in, after, limit: childrenPerPage });
  const repositories = level.children.flatMap(({ path, isRepository }) =>
    isRepository ? [path as RepositoryName] : [],
  );
  const figures = await content.figuresOf(repositories);
  return {
    nowMs: Date.now(),
    children: level.children.flatMap(({ path, isRepository, below = null }) => {
      const figure = isRepository ? figures.get(path as RepositoryName) : undefined;
      // It may have gone away after it was listed.
      return figure || below ? [{ path, repository: figure ? treeRepositoryOf(figure) : null, below }] : [];
    }),
    repositories: level.repositories,
    namespaces: level.namespaces,
    isCounting: level.isCounting,
    next: level.next === undefined ? null : writeCursor({ value: level.next, name: level.next }),
  };
}

function treeRepositoryOf(figure: RepositoryFigure): TreeRepository {
  const { mediaType, artifactType, tags, bytes, pushedAtMs, pushedBy, isExact } = figure;
  return {
    kind: mediaType === null ? null : contentKind(mediaType, artifactType ?? undefined),
    tags,
    bytes,
    pushedAtMs,
    pushedBy,
    isExact,
  };
}
