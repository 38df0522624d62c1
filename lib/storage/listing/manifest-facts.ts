import type { Digest } from '@/lib/oci/digest';
import type { Manifest } from '@/lib/oci/manifest';

/** What the index knows of a manifest. */
export interface ManifestFacts {
  /** Bytes. */
  size: number;
  mediaType: string;
  artifactType?: string;
  /** When its file was written. */
  pushedAtMs: number;
  /** What it names: content that it needs, and the subject that it refers to. */
  names: { digest: Digest; kind: 'config' | 'layer' | 'manifest' | 'subject' }[];
}

/** @param size of the manifest's file, in bytes */
export function factsOf(manifest: Manifest, size: number, pushedAtMs: number): ManifestFacts {
  const { mediaType, artifactType, subject, references } = manifest;
  const names: ManifestFacts['names'] = references.map(({ digest, kind }) => ({ digest, kind }));
  if (subject) names.push({ digest: subject.digest, kind: 'subject' });
  return { size, mediaType, artifactType, pushedAtMs, names };
}
