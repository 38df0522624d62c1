import {
  purgeBody,
  type RestoredAnswer,
  restoreBody,
  type TrashPage,
  trashQuery,
} from '@/lib/dashboard/administration/trash-contract';
import { deletedName } from '@/lib/dashboard/administration/trash-words';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { repositoryOfSegment } from '@/lib/dashboard/repository-of-segment';
import type { TrashEntry } from '@/lib/storage/trash/trash-entry';
import type { Restored } from '@/lib/storage/trash/trash-restore';
import { apiRoute } from '../api-route';
import { tell } from '../tell';
import { explained } from './explained';

/* `/api/v1/trash`: what was deleted, and can be restored until it expires. */

const entriesPerPage = 50;
const tagsShownMax = 20;

/** `GET`: a page of it, the newest first, `TrashPage`. */
export const getTrash = apiRoute({ for: 'auditor', query: trashQuery }, async ({ server, query }) => {
  const { trash } = server.content;
  const { after } = query;
  const repository = query.repository === undefined ? undefined : repositoryOfSegment(query.repository);
  const keptMs = server.config.maintenance.trashMs;
  if (query.repository !== undefined && repository === undefined) {
    const none: TrashPage = { nowMs: Date.now(), keptMs, entries: [], unreadable: [], next: null };
    return { json: none };
  }
  const { entries, unreadable, more } = await trash.page({ repository, after, limit: entriesPerPage });
  const page: TrashPage = {
    nowMs: Date.now(),
    keptMs,
    entries: entries.map(shownEntry),
    unreadable: unreadable.map((file) => server.content.parts.paths.relative(file)),
    next: more ? (entries.at(-1)?.id ?? null) : null,
  };
  return { json: page };
});

/** `GET /api/v1/trash/usage`: how much all of it holds, `trashUsage`. */
export const getTrashUsage = apiRoute({ for: 'auditor' }, async ({ server }) => ({
  json: await server.content.trash.usage(),
}));

/** `GET /api/v1/trash/{entry}`: what comes free when it goes for good, `trashYield`. */
export const getTrashEntry = apiRoute({ for: 'auditor' }, async ({ server, params }) => {
  const id = params.entry ?? '';
  return { json: { id, freeBytes: await explained(() => server.content.trash.yieldOf(id)) } };
});

/** `POST /api/v1/trash/{entry}/restore`: brings it back. The trail tells of each tag and manifest. */
export const postRestore = apiRoute(
  { for: 'administrator', body: restoreBody },
  async ({ server, caller, sender, params, body }) => {
    const origin = { actor: caller.principal.name, cause: 'restore', ...sender } as const;
    const restored = await explained(() => server.content.trash.restore(params.entry ?? '', origin, body));
    return { json: restoredAnswerOf(restored) };
  },
);

/** `DELETE /api/v1/trash/{entry}`: lets it go for good. */
export const deleteTrashEntry = apiRoute(
  { for: 'administrator' },
  async ({ server, caller, sender, params }) => {
    const id = params.entry ?? '';
    const { trash } = server.content;
    const entry = await explained(() => trash.read(id));
    if (!entry) throw new DashboardProblem(404, 'This was restored or purged already, or it expired.');
    await explained(() => trash.purge(id));
    const detail = { entry: id, deleted: deletedName(shownEntry(entry)) };
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

function shownEntry(entry: TrashEntry): TrashPage['entries'][number] {
  const { id, kind, repository, tags, digests, bytes, deletedAtMs, expiresAtMs, actor, cause } = entry;
  return {
    id,
    kind,
    repository,
    tags: tags.slice(0, tagsShownMax),
    tagCount: tags.length,
    digest: kind === 'repository' ? null : (digests[0] ?? null),
    bytes,
    deletedAtMs,
    expiresAtMs,
    actor,
    cause,
    address: entry.address ?? null,
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
