/* What is counted against quotas. */

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
