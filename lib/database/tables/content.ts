import type { Generated } from 'kysely';

/* The index of what lies in files, which is read from them again when it is lost. */

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
  /** 1 when its labels and annotations were read into `manifest_label`. */
  labels_read: Generated<number | null>;
}

/** A label of an image's config, or an annotation of a manifest: see `label-schema.ts`. */
export interface ManifestLabelTable {
  repository: string;
  kind: 'label' | 'annotation';
  key: string;
  /** Cut to a length. */
  value: string;
  digest: string;
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
