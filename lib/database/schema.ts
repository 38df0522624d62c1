/**
 * The tables, as kysely types. Nothing here is content: all of it can be read again from the files.
 */
export interface Tables {
  folder: FolderTable;
  tag: TagTable;
  manifest: ManifestTable;
  reference: ReferenceTable;
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
  /** 1 when it holds a manifest, 0 when not, null when nobody has looked yet. */
  listed: number | null;
}

/** A tag: a symlink in `manifests`. */
export interface TagTable {
  repository: string;
  name: string;
  digest: string;
  /** The number of the scan that saw it last; 0 for one that was recorded as it was made. */
  scan: number;
}

/** A manifest file in `manifests`. */
export interface ManifestTable {
  repository: string;
  digest: string;
  scan: number;
}

/** That a manifest (`parent`) names content (`child`). */
export interface ReferenceTable {
  repository: string;
  child: string;
  parent: string;
  kind: 'config' | 'layer' | 'manifest';
}
