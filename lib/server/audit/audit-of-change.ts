import type { AuditAction, AuditRecord } from '@/lib/observability/audit/audit-record';
import type { RecordedChange } from '@/lib/storage/listing/repository-listing';

/**
 * What the audit trail says of a change of tags and manifests that was not made by a request of the distribution API,
 * whose own record says more: rollbacks, restores, what retention, collection, repair and import do. What was changed by
 * hand is in the history of the tags alone, for nobody knows who did it.
 */
export function auditOfChange({
  repository,
  origin,
  movedTags,
  addedManifests,
  removedManifests,
}: RecordedChange): AuditRecord[] {
  const { cause } = origin;
  if (cause === 'push' || cause === 'delete' || cause === 'found on disk') return [];
  const common = {
    atMs: Date.now(),
    actor: origin.actor,
    address: origin.address,
    client: origin.client,
    repository,
    result: 'ok',
  };
  const tags = movedTags.map(({ tag, from, to }) => ({
    ...common,
    action: `tag.${cause}` satisfies AuditAction as AuditAction,
    reference: tag,
    digest: to ?? from,
    detail: { from: from ?? null, to: to ?? null },
  }));
  const manifests = [...addedManifests, ...removedManifests].map((digest, at) => ({
    ...common,
    action: `manifest.${cause}` satisfies AuditAction as AuditAction,
    reference: digest,
    digest,
    detail: { removed: at >= addedManifests.length },
  }));
  return [...tags, ...manifests];
}
