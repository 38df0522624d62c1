import type { Generated } from 'kysely';

/**
 * The tables, as kysely types. Nothing here is content. The first six are an index that is read again from the files;
 * the others (history, statistics, runs) are lost with the database, and no image with them.
 */
export interface Tables {
  folder: FolderTable;
  tag: TagTable;
  manifest: ManifestTable;
  manifest_fact: ManifestFactTable;
  reference: ReferenceTable;
  blob: BlobTable;
  tag_event: TagEventTable;
  tag_plan: TagPlanTable;
  planned_tag: PlannedTagTable;
  pull: PullTable;
  collected: CollectedTable;
  verified: VerifiedTable;
  job_run: JobRunTable;
  audit: AuditTable;
  note: NoteTable;
  account: AccountTable;
  group_member: GroupMemberTable;
  access_rule: AccessRuleTable;
  access_token: AccessTokenTable;
  refresh_token: RefreshTokenTable;
  session: SessionTable;
  signing_key: SigningKeyTable;
  oidc_identity: OidcIdentityTable;
  repository_figure: RepositoryFigureTable;
  repository_day: RepositoryDayTable;
  registry_day: RegistryDayTable;
  quota: QuotaTable;
  quota_namespace: QuotaNamespaceTable;
  quota_repository: QuotaRepositoryTable;
  quota_member: QuotaMemberTable;
  quota_arrival: QuotaArrivalTable;
  quota_named: QuotaNamedView;
}

/** A folder under `repositories`: a namespace, a repository, or both. */
export interface FolderTable {
  /** `''`, `library`, `library/alpine`: compared byte by byte, so in ASCII order. */
  path: string;
  /** The path of the folder that it stands in; null for `''`. */
  parent: string | null;
  /** The folder's modification time when its children here were known to be those on disk; else null. */
  children_at_ms: number | null;
  /** The same for its folder `manifests` against `tag` and `manifest`. */
  manifests_at_ms: number | null;
  /** The same for its folder `blobs` against `blob`. */
  blobs_at_ms: number | null;
  /** 1 when it holds a manifest, 0 when not, null when nobody has looked yet. */
  listed: number | null;
}

/** A tag: a symlink in `manifests`. */
export interface TagTable {
  repository: string;
  name: string;
  digest: string;
  /** When the symlink was made. */
  pushed_at_ms: number;
  /** By which tags sort as versions do: `versionKey`. */
  version_key: Generated<string>;
  /** What a pull of it takes at most, kept by triggers (see `tag-order-schema.ts`). */
  bytes: Generated<number>;
  /** How often it was pulled, kept by triggers. */
  pulls: Generated<number>;
  /** The number of the scan that saw it last; 0 for one that was recorded as it was made. */
  scan: number;
}

/** A manifest file in `manifests`. */
export interface ManifestTable {
  repository: string;
  digest: string;
  scan: number;
}

/** What a manifest says, which never changes; may be known of one that is not in `manifest` (any more). */
export interface ManifestFactTable {
  repository: string;
  digest: string;
  /** Bytes. */
  size: number;
  media_type: string;
  artifact_type: string | null;
  /** When the file was written. */
  pushed_at_ms: number;
  /** Of the blobs that it names, each once, as it states them; null when an older version wrote the row. */
  content_bytes: number | null;
}

/** That a manifest (`parent`) names content (`child`): what it needs, or the subject that it refers to. */
export interface ReferenceTable {
  repository: string;
  child: string;
  parent: string;
  kind: 'config' | 'layer' | 'manifest' | 'subject';
  /** Bytes of a blob that the repository must hold for it; null of all else. */
  size: number | null;
}

/** A blob in a repository's `blobs`. */
export interface BlobTable {
  repository: string;
  digest: string;
  /** Bytes. */
  size: number;
  /** Beyond the file system's limit of links, a digest has several. */
  inode: number;
  scan: number;
}

/** That a tag was made (`from_digest` null), moved, or removed (`to_digest` null). */
export interface TagEventTable {
  id: Generated<number>;
  repository: string;
  tag: string;
  from_digest: string | null;
  to_digest: string | null;
  at_ms: number;
  /** Why: `push`, `delete`, `found on disk`, … */
  cause: string;
  actor: string;
  address: string | null;
  client: string | null;
}

/** A list of tags that somebody was shown before they go. */
export interface TagPlanTable {
  id: Generated<number>;
  repository: string;
  /** Who was shown it. */
  actor: string;
  made_at_ms: number;
  /** How many there were. */
  tags: number;
  /** The run that removes them; null when none was asked for. */
  job: number | null;
  /** How many it went through, removed, and left. */
  done: Generated<number>;
  deleted: Generated<number>;
  kept_count: Generated<number>;
  /** JSON: the first that it left, and why. */
  kept: Generated<string>;
}

/** A tag of such a list, as it was then, that was not yet gone through. */
export interface PlannedTagTable {
  plan: number;
  name: string;
  digest: string;
  pushed_at_ms: number;
}

/** How often a manifest was pulled by a tag or by a digest (`reference`). */
export interface PullTable {
  repository: string;
  reference: string;
  count: number;
  last_at_ms: number;
}

/** That collection found all garbage of a repository whose folders had these modification times. */
export interface CollectedTable {
  repository: string;
  manifests_at_ms: number;
  blobs_at_ms: number;
  /** When something that was spared, because it was young, falls due; null when nothing was. */
  again_at_ms: number | null;
}

/** When the bytes of a file were last compared with its digest. */
export interface VerifiedTable {
  digest: string;
  inode: number;
  at_ms: number;
}

/** One run of a job of maintenance. */
export interface JobRunTable {
  id: Generated<number>;
  kind: string;
  /** What began it: `schedule`, `command line`, … */
  cause: string;
  /** The process that runs it, by its name in `temp/processes`. */
  process: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  started_at_ms: number;
  ended_at_ms: number | null;
  /** JSON. */
  progress: string | null;
  /** JSON; the message of the error, when it failed. */
  result: string | null;
}

/** Who did what to what: see `lib/observability/audit/audit-record.ts`. */
export interface AuditTable {
  id: Generated<number>;
  at_ms: number;
  actor: string;
  address: string | null;
  client: string | null;
  action: string;
  repository: string | null;
  reference: string | null;
  digest: string | null;
  result: string;
  request_id: string | null;
  /** JSON. */
  detail: string | null;
}

/** Single facts, such as where a scrub goes on. */
export interface NoteTable {
  key: string;
  value: string;
}

/** A user or a robot. */
export interface AccountTable {
  /** `alice`, `robot+ci`. */
  name: string;
  kind: 'user' | 'robot';
  /** bcrypt; null for who can't sign in with a password. */
  password_hash: string | null;
  role: 'user' | 'auditor' | 'administrator';
  disabled: number;
  /** Another one after each change of what it signs in with: tokens and sessions of an older one are void. */
  generation: string;
  note: string | null;
  created_at_ms: number;
  created_by: string;
  signed_in_at_ms: number | null;
}

/** That an account, of this database or of another source, is in a group. */
export interface GroupMemberTable {
  group_name: string;
  account: string;
}

/** A rule of access that was made in the dashboard or on the command line. Lists are JSON. */
export interface AccessRuleTable {
  id: Generated<number>;
  effect: 'allow' | 'deny';
  subjects: string;
  repositories: string;
  actions: string;
  note: string | null;
  created_at_ms: number;
  created_by: string;
}

/** A personal access token, or a robot's. A row that is gone is a token that was revoked. */
export interface AccessTokenTable {
  id: string;
  account: string;
  label: string;
  /** SHA-256, in hex. */
  secret_hash: string;
  /** JSON: what it is narrowed to; null when it is not. */
  grants: string | null;
  created_at_ms: number;
  created_by: string;
  expires_at_ms: number | null;
  used_at_ms: number | null;
  used_from: string | null;
}

/** What a container client keeps instead of a password. */
export interface RefreshTokenTable {
  id: string;
  account: string;
  generation: string;
  /** The access token that it was given for, with which it ends. */
  access_token: string | null;
  secret_hash: string;
  client: string | null;
  created_at_ms: number;
  expires_at_ms: number;
  used_at_ms: number | null;
}

/** Somebody who is signed in to the dashboard. */
export interface SessionTable {
  id: string;
  account: string;
  generation: string;
  secret_hash: string;
  /** Of the secret before the last rotation, for requests that were on their way. */
  previous_hash: string | null;
  rotated_at_ms: number;
  created_at_ms: number;
  seen_at_ms: number;
  address: string | null;
  client: string | null;
}

/** A key that bearer tokens are signed with. */
export interface SigningKeyTable {
  id: string;
  /** JSON Web Key (RFC 7517). */
  private_jwk: string;
  created_at_ms: number;
}

/** Whom the account of somebody stands for who signs in with OpenID Connect, and what their provider said last. */
export interface OidcIdentityTable {
  issuer: string;
  /** What the issuer calls them for ever: the claim `sub`. */
  subject: string;
  account: string;
  /** JSON: a list of names. */
  groups: string;
  /** When the provider said so. */
  signed_in_at_ms: number;
}

/** The figures of a repository that is listed: see `figure-schema.ts`. */
export interface RepositoryFigureTable {
  repository: string;
  /** Goes up with each change of its tags and manifests, by a trigger. */
  changes: Generated<number>;
  /** What `changes` was when it was counted; null when it never was. What it was counted to be is exact while both are equal. */
  counted: number | null;
  counted_at_ms: number | null;
  /** How long that took. */
  cost_ms: Generated<number>;
  tags: number | null;
  manifests: number | null;
  /** Of its manifests and the blobs that they name, each once. */
  bytes: number | null;
  /** The tag that was pushed last, what it points to, and what that is; without tags, what one of its manifests is. */
  newest_tag: string | null;
  newest_digest: string | null;
  media_type: string | null;
  artifact_type: string | null;
  pushed_at_ms: number | null;
  pushed_by: string | null;
  /** Of all its manifests, also of those that are gone; exact, by a trigger. */
  pulls: Generated<number>;
  pulled_at_ms: number | null;
}

/** What a repository was on a day at whose end something was not as on the day before. */
export interface RepositoryDayTable {
  repository: string;
  /** Days since 1970, UTC. */
  day: number;
  bytes: number;
  /** Up to then. */
  pulls: number;
}

/** What the registry was on a day, when it was measured last on it. */
export interface RegistryDayTable {
  /** Days since 1970, UTC. */
  day: number;
  taken_at_ms: number;
  physical_bytes: number;
  logical_bytes: number;
  repositories: number;
  manifests: number;
  tags: number;
}

/** A quota that was set on the command line. */
export interface QuotaTable {
  namespace: string;
  /** Null for no limit. */
  bytes: number | null;
  repositories: number | null;
  set_at_ms: number;
  set_by: string;
}

/** What a namespace with a quota holds: the sum over its members, kept by triggers (see `quota-schema.ts`). */
export interface QuotaNamespaceTable {
  namespace: string;
  bytes: number;
  /** Those that hold something. */
  repositories: number;
  /** 1 once all that was there when it came under a quota has been counted. */
  counted: number;
  /** When a process last found that there is a quota for it. */
  wanted_at_ms: number;
}

/** What a repository in such a namespace holds, kept by triggers. */
export interface QuotaRepositoryTable {
  repository: string;
  /** Of its manifests, the blobs that they name, each once, and what has arrived. */
  bytes: number;
  /** How many manifests it has, and how much has arrived: above 0, it counts as a repository. */
  holds: number;
  /** Manifests with digests after this one are yet to be counted; `~` when none are. */
  through: string;
}

/** That a repository counts in a namespace. */
export interface QuotaMemberTable {
  repository: string;
  namespace: string;
}

/** A blob that was pushed and that no manifest names yet, or a manifest that is about to be stored. */
export interface QuotaArrivalTable {
  repository: string;
  digest: string;
  size: number;
  at_ms: number;
}

/** A view: that a manifest that counts names a blob. */
export interface QuotaNamedView {
  repository: string;
  child: string;
  parent: string;
  kind: string;
  size: number;
}
