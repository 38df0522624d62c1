import {
  purgeBody,
  type RestoredAnswer,
  restoreBody,
  type TrashPage,
  trashQuery,
} from '@/lib/dashboard/administration/trash-contract';
import { deletedName } from '@/lib/dashboard/administration/trash-words';
import { repositoryOfSegment } from '@/lib/dashboard/repository-of-segment';
import type { TrashEntry } from '@/lib/storage/trash/trash-entry';
import type { Restored } from '@/lib/storage/trash/trash-restore';
import { apiRoute } from '../api-route';
import { tell } from '../tell';
import { explained } from './explained';
import { noEntry, type TrashSight, trashSightOf } from './trash-sight';

/* `/api/v1/trash`: what was deleted, and can be restored until it expires. What somebody may not see is as if it were not there. */

const entriesPerPage = 50;
const tagsShownMax = 20;

/** `GET`: a page of what somebody sees of it, the newest first, `TrashPage`. */
export const getTrash = apiRoute({ for: 'signed-in', query: trashQuery }, async (request) => {
  const { server, query } = request;
  const { trash } = server.content;
  const { after } = query;
  const sight = trashSightOf(request);
  const repository = query.repository === undefined ? undefined : repositoryOfSegment(query.repository);
  const keptMs = server.config.maintenance.trashMs;
  // Of one that they may not pull from the disk is not asked at all.
  if (query.repository !== undefined && !(repository && sight.mayPull(repository))) {
    const none: TrashPage = { nowMs: Date.now(), keptMs, entries: [], unreadable: [], next: null };
    return { json: none };
  }
  const { sees } = sight;
  const { entries, unreadable, more } = await trash.page({
    repository,
    after,
    limit: entriesPerPage,
    ...(sees && { sees }),
  });
  const page: TrashPage = {
    nowMs: Date.now(),
    keptMs,
    entries: entries.map((entry) => shownEntry(entry, sight)),
    unreadable: unreadable.map((file) => server.content.parts.paths.relative(file)),
    next: more ? (entries.at(-1)?.id ?? null) : null,
  };
  return { json: page };
});

/** `GET /api/v1/trash/usage`: how much what somebody sees of it holds, `trashUsage`. */
export const getTrashUsage = apiRoute({ for: 'signed-in' }, async (request) => {
  const { trash } = request.server.content;
  const { sees } = trashSightOf(request);
  const usage = sees ? await trash.seenUsage(sees) : await trash.usage();
  return { json: { ...usage, isAll: sees === undefined } };
});

/** `GET /api/v1/trash/{entry}`: what comes free when it goes for good, `trashYield`. */
export const getTrashEntry = apiRoute({ for: 'auditor' }, async ({ server, params }) => {
  const id = params.entry ?? '';
  return { json: { id, freeBytes: await explained(() => server.content.trash.yieldOf(id)) } };
});

/** `POST /api/v1/trash/{entry}/restore`: brings it back. The trail tells of each tag and manifest. */
export const postRestore = apiRoute({ for: 'signed-in', body: restoreBody }, async (request) => {
  const { server, caller, sender, params, body } = request;
  const id = params.entry ?? '';
  const { trash } = server.content;
  await trashSightOf(request).requireRestore(id, body);
  const origin = { actor: caller.principal.name, cause: 'restore', ...sender } as const;
  const restored = await explained(() => trash.restore(id, origin, body));
  return { json: restoredAnswerOf(restored) };
});

/** `DELETE /api/v1/trash/{entry}`: lets it go for good. */
export const deleteTrashEntry = apiRoute(
  { for: 'administrator' },
  async ({ server, caller, sender, params }) => {
    const id = params.entry ?? '';
    const { trash } = server.content;
    const entry = await explained(() => trash.read(id));
    if (!entry) throw noEntry();
    await explained(() => trash.purge(id));
    const detail = { entry: id, deleted: deletedName(namedEntry(entry)) };
    tell(server, 'trash.purge', sender, {
      actor: caller.principal.name,
      result: 'ok',
      repository: entry.repository,
      detail,
    });
    return {};
  },
);

/** `POST /api/v1/trash/purge`: lets everything go that is as old as an entry, or older. */
export const postPurge = apiRoute(
  { for: 'administrator', body: purgeBody },
  async ({ server, caller, sender, body }) => {
    const entries = await explained(() => server.content.trash.purgeUpTo(body.newest));
    tell(server, 'trash.purge', sender, {
      actor: caller.principal.name,
      result: 'ok',
      detail: { entries, newest: body.newest },
    });
    return { json: { entries } };
  },
);

function namedEntry({ kind, repository, tags, digests }: TrashEntry) {
  return {
    kind,
    repository,
    tags: tags.slice(0, tagsShownMax),
    digest: kind === 'repository' ? null : (digests[0] ?? null),
  };
}

function shownEntry(entry: TrashEntry, { sees, mayRestore }: TrashSight): TrashPage['entries'][number] {
  const { id, tags, bytes, deletedAtMs, expiresAtMs, actor, cause, address } = entry;
  return {
    id,
    ...namedEntry(entry),
    tagCount: tags.length,
    bytes,
    deletedAtMs,
    expiresAtMs,
    actor,
    cause,
    address: sees ? null : (address ?? null),
    mayRestore: mayRestore(entry),
  };
}

function restoredAnswerOf({ repository, manifests, blobs, tags, complete }: Restored): RestoredAnswer {
  return {
    repository,
    manifests: manifests.length,
    blobs,
    restored: tags.filter(({ outcome }) => outcome === 'restored').length,
    taken: tags.filter(({ outcome }) => outcome === 'taken').map(({ name, digest }) => ({ name, digest })),
    complete,
  };
}
