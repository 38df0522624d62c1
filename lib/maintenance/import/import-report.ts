import { Invalid } from '@/lib/oci/invalid';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { ImportFault } from '@/lib/storage/import/content-files';
import type { ImportTally } from '@/lib/storage/import/content-import';

/** Something that was not imported. */
export interface NotImported {
  /** The name where it came from. */
  repository: string;
  /** A tag or a digest; absent for the whole repository. */
  reference?: string;
  reason: string;
}

/** What an import came to. */
export interface ImportReport {
  repositories: (ImportTally & { repository: RepositoryName; from: string; keptTags: number })[];
  failed: NotImported[];
}

/** Runs one step; what can't be imported is noted, and the import goes on. */
export async function noting(
  failed: NotImported[],
  { repository, references }: { repository: string; references: (string | undefined)[] },
  step: () => Promise<void>,
): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof ImportFault || error instanceof Invalid)) throw error;
    for (const reference of references) failed.push({ repository, reference, reason: error.message });
  }
}

/** What was done since an earlier state of the same count. */
export function since(before: ImportTally, now: ImportTally): ImportTally {
  return {
    tags: now.tags - before.tags,
    manifests: now.manifests - before.manifests,
    presentManifests: now.presentManifests - before.presentManifests,
    blobs: now.blobs - before.blobs,
    linked: now.linked - before.linked,
    bytes: now.bytes - before.bytes,
  };
}
