import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { TrashEntry } from '@/lib/storage/trash/trash-entry';
import { type ChangeScope, inWords } from '../changes/change-scope';
import { mayRestore } from '../changes/restore-entries';
import { DashboardProblem } from '../dashboard-problem';
import type { FormerManifest } from './former-contract';
import { referenceOf } from './require-manifest';

/** An entry of the trash is written before the tag goes, by the same clock. */
const writtenBeforeMs = 60_000;

/**
 * What became of a manifest, or a tag, that is not there: who deleted it and when, and what brings it back, for who may.
 * @param text of an address: a digest or a tag
 * @throws DashboardProblem 404 when it can be neither
 */
export async function readFormerManifest(scope: ChangeScope, text: string): Promise<FormerManifest> {
  const reference = referenceOf(text);
  if (!reference) throw new DashboardProblem(404, 'This is neither a tag nor a digest.');
  const { deleted, entry } =
    reference.kind === 'digest'
      ? await formerDigest(scope, reference.digest)
      : await formerTag(scope, reference.tag);
  return {
    nowMs: Date.now(),
    deleted,
    kept: entry
      ? {
          kind: entry.kind,
          tagCount: entry.tags.length,
          expiresAtMs: entry.expiresAtMs,
          entry: mayRestore(scope, entry) ? entry.id : null,
        }
      : null,
  };
}

interface Former extends Pick<FormerManifest, 'deleted'> {
  entry?: TrashEntry;
}

async function formerDigest({ storage, repository }: ChangeScope, digest: Digest): Promise<Former> {
  const isThere = await storage.manifests.read(repository, digest);
  const id = isThere ? undefined : await storage.trash.entryWith(repository, digest);
  const entry = id && (await inWords(storage.trash.read(id)));
  if (!entry) return { deleted: null };
  const { deletedAtMs, actor, cause } = entry;
  return { deleted: { atMs: deletedAtMs, actor, cause, digest }, entry };
}

async function formerTag({ storage, repository }: ChangeScope, tag: Tag): Promise<Former> {
  const [last] = await storage.history.events(repository, { tag, limit: 1 });
  if (!last || last.to !== undefined || last.from === undefined) return { deleted: null };
  const { atMs, actor, cause, from } = last;
  const { entries } = await storage.trash.list({ repository, sinceMs: atMs - writtenBeforeMs });
  const entry = entries.find(({ tags }) => tags.some(({ name, digest }) => name === tag && digest === from));
  return { deleted: { atMs, actor, cause, digest: from }, entry };
}
