/**
 * What may be done, in stable dotted names: what it is done to, then what is done. Programs that read the trail depend
 * on them: names are added, never changed.
 */
export const auditActions = [
  'server.start',
  'server.stop',
  'registry.ping',
  'catalog.list',
  'tag.list',
  'tag.push',
  'tag.delete',
  'tag.rollback',
  'tag.retag',
  'tag.restore',
  'tag.retention',
  'tag.collection',
  'tag.repair',
  'tag.import',
  'tag.protect',
  'tag.unprotect',
  'manifest.pull',
  'manifest.push',
  'manifest.delete',
  'manifest.restore',
  'manifest.retention',
  'manifest.collection',
  'manifest.repair',
  'manifest.import',
  'manifest.rollback',
  'manifest.retag',
  'referrer.list',
  'blob.pull',
  'blob.push',
  'blob.mount',
  'blob.delete',
  'blob.corrupt',
  'upload.begin',
  'upload.append',
  'upload.status',
  'upload.cancel',
  'trash.purge',
  'collection.run',
  'check.run',
  'repair.run',
  'scrub.run',
  'retention.run',
  'backup.run',
  'tag-deletion.run',
  'job.cancel',
  'doctor.run',
  'registry.request',
  'account.signin',
  'account.create',
  'account.remove',
  'account.password',
  'account.role',
  'account.disable',
  'account.enable',
  'account.signout',
  'group.join',
  'group.leave',
  'token.create',
  'token.rotate',
  'token.revoke',
  'token.issue',
  'rule.add',
  'rule.change',
  'rule.remove',
  'session.end',
  'dashboard.request',
  'quota.set',
  'quota.remove',
  'policy.add',
  'policy.change',
  'policy.remove',
] as const;

/** The name of something that was done. */
export type AuditAction = (typeof auditActions)[number];

/** Who did what to what, when, from where, and what came of it. No header and no body is ever in it. */
export interface AuditRecord {
  /** Milliseconds since 1970. */
  atMs: number;
  /** A user's name, or what acted by itself, as `collection`. */
  actor: string;
  /** The client's IP address. */
  address?: string;
  /** The client program, as its `User-Agent` has it. */
  client?: string;
  action: AuditAction;
  repository?: string;
  /** The tag or digest that the client named. */
  reference?: string;
  digest?: string;
  /** `ok`, or the code of the error. */
  result: string;
  /** Names the line in the log. */
  requestId?: string;
  /** What else there is to say: small plain data. */
  detail?: Record<string, unknown>;
}

/** Texts that a client chose are cut at this many characters. */
const textLengthMax = 256;
const detailBytesMax = 1_000;
/** They take six bytes each in JSON, and are in no name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it is about.
const controls = /[\u0000-\u001f\u007f]/g;

/** A record of bounded size: what a client chose can't fill the disk. */
export function bounded(record: AuditRecord): AuditRecord {
  const cut = (text: string | undefined) => text?.slice(0, textLengthMax).replace(controls, '?');
  const detailBytes = record.detail ? Buffer.byteLength(JSON.stringify(record.detail)) : 0;
  return {
    ...record,
    actor: record.actor.slice(0, textLengthMax),
    address: cut(record.address),
    client: cut(record.client),
    repository: cut(record.repository),
    reference: cut(record.reference),
    digest: cut(record.digest),
    result: record.result.slice(0, textLengthMax),
    ...(detailBytes > detailBytesMax && { detail: { truncated: true } }),
  };
}

/** A record as one line of JSON, without the end of the line. Fields that say nothing are left out. */
export function toLine({ atMs, ...rest }: AuditRecord): string {
  const { actor, address, client, action, repository, reference, digest, result, requestId, detail } = rest;
  return JSON.stringify({
    time: new Date(atMs).toISOString(),
    actor,
    address,
    client,
    action,
    repository,
    reference,
    digest,
    result,
    requestId,
    detail,
  });
}
