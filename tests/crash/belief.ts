import type { Session } from '../harness/push';

/** Whether something is in the registry, as far as its client can know: unknown after a cut connection. */
export type Presence = 'present' | 'absent' | 'unknown';

/** A blob that a client pushed, or tried to. Its content can be made again from the seed. */
export interface BelievedBlob {
  digest: string;
  presence: Presence;
}

/** A manifest that a client pushed, or tried to. */
export interface BelievedManifest {
  digest: string;
  bytes: Buffer;
  mediaType: string;
  blobs: string[];
  children: string[];
  subject: string | undefined;
  presence: Presence;
}

/** An upload session and how far it may have come. */
export interface BelievedUpload {
  session: Session;
  content: Buffer;
  digest: string;
  /** Bytes that the registry has said it holds. */
  acknowledgedBytes: number;
  /** Bytes that were given to a connection. */
  sentBytes: number;
  /** True once a PUT or a DELETE may have ended it. */
  isEnding: boolean;
}

/**
 * What one client knows about its part of a repository: what was acknowledged must be so after any crash, what
 * was asked for without an answer may be either way.
 */
export class Belief {
  readonly blobs = new Map<string, BelievedBlob>();
  readonly manifests = new Map<string, BelievedManifest>();
  /** For each tag the digests that it may point to; undefined stands for no tag. */
  readonly tags = new Map<string, Set<string | undefined>>();
  readonly uploads = new Set<BelievedUpload>();
  /** Digests and tags that were touched since they were last looked at. */
  readonly touched = new Set<string>();

  /** @param name of the repository. @param prefix of the tags that are this client's. */
  constructor(
    readonly name: string,
    readonly prefix: string,
  ) {}

  presentBlobs(): string[] {
    return [...this.blobs.values()]
      .filter(({ presence }) => presence === 'present')
      .map(({ digest }) => digest);
  }

  presentManifests(): BelievedManifest[] {
    return [...this.manifests.values()].filter(({ presence }) => presence === 'present');
  }

  /** The manifest that a tag points to for certain. */
  tagged(tag: string): string | undefined {
    const possible = this.tags.get(tag);
    return possible?.size === 1 ? [...possible][0] : undefined;
  }

  setBlob(digest: string, presence: Presence): void {
    this.blobs.set(digest, { digest, presence });
    this.touched.add(digest);
  }

  setTag(tag: string, ...possible: (string | undefined)[]): void {
    this.tags.set(tag, new Set(possible));
    this.touched.add(tag);
  }

  /** A manifest that is there, or may be, and names this blob or child. */
  isNamed(digest: string): boolean {
    return [...this.manifests.values()].some(
      (manifest) =>
        manifest.presence !== 'absent' &&
        (manifest.blobs.includes(digest) || manifest.children.includes(digest)),
    );
  }
}
