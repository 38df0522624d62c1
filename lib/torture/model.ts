import { Events } from './failures';

/** Whether something is in the registry. `loose`: no manifest names it, so that collection may have taken it. */
export type Presence = 'present' | 'absent' | 'loose' | 'unknown';

/** A blob that was pushed, or may have been. */
export interface BlobModel {
  digest: string;
  content: Buffer;
  presence: Exclude<Presence, 'present'>;
  /** When the request was sent whose answer last said that it exists: the lease begins no earlier. */
  toldAtMs: number;
}

/** A manifest that was pushed, or may have been. */
export interface ManifestModel {
  digest: string;
  bytes: Buffer;
  mediaType: string;
  blobs: string[];
  children: string[];
  subject: string | undefined;
  presence: Exclude<Presence, 'loose'>;
}

/**
 * What must be in one repository. Only its owner changes it, one request after the other; others read.
 * After a request that was cut, what it would have changed is unknown until it is looked at.
 */
export class RepositoryModel {
  readonly blobs = new Map<string, BlobModel>();
  readonly manifests = new Map<string, ManifestModel>();
  readonly tags = new Map<string, string>();
  readonly events = new Events();
  /** The manifest of the push that is under way, or was last. */
  pushing: string | undefined;
  /** Manifests whose deletion was asked for: a reader need not find them. */
  readonly going = new Set<string>();

  constructor(readonly name: string) {}

  presentManifests(): ManifestModel[] {
    return [...this.manifests.values()].filter(({ presence }) => presence === 'present');
  }

  /** Whether a manifest that is there names this blob. */
  isNamed(digest: string): boolean {
    return this.presentManifests().some(({ blobs }) => blobs.includes(digest));
  }

  /** The indexes that are there and name this manifest. */
  isChild(digest: string): boolean {
    return this.presentManifests().some(({ children }) => children.includes(digest));
  }

  /** The blobs that must be there: those that a manifest names. */
  neededBlobs(): Set<string> {
    return new Set(this.presentManifests().flatMap(({ blobs }) => blobs));
  }
}
