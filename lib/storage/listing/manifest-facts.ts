import type { Digest } from '@/lib/oci/digest';
import type { Manifest } from '@/lib/oci/manifest';

/** What the index knows of a manifest. */
export interface ManifestFacts {
  /** Bytes. */
  size: number;
  mediaType: string;
  artifactType?: string;
  /** Of the blobs that it names, each once, as it states them. */
  contentBytes: number;
  /** When its file was written. */
  pushedAtMs: number;
  /**
   * What it names: content that it needs, and the subject that it refers to.
   * `size`: of a blob that its repository must hold for it, in bytes.
   */
  names: { digest: Digest; kind: 'config' | 'layer' | 'manifest' | 'subject'; size?: number }[];
}

/** @param size of the manifest's file, in bytes */
export function factsOf(manifest: Manifest, size: number, pushedAtMs: number): ManifestFacts {
  const { mediaType, artifactType, subject, references } = manifest;
  const names: ManifestFacts['names'] = references.map(({ digest, kind, size, required }) => ({
    digest,
    kind,
    ...(kind !== 'manifest' && required && { size }),
  }));
  if (subject) names.push({ digest: subject.digest, kind: 'subject' });
  const blobs = references.filter(({ kind }) => kind !== 'manifest');
  const sizes = new Map(blobs.map(({ digest, size }) => [digest, size]));
  const contentBytes = [...sizes.values()].reduce((sum, one) => sum + one, 0);
  return { size, mediaType, artifactType, contentBytes, pushedAtMs, names };
}
