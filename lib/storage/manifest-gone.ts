import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';

/** A tag is to point to a manifest that the repository does not hold any more. Nothing was changed. */
export class ManifestGone extends Error {
  override readonly name = 'ManifestGone';

  /** @param trashEntry from which the manifest can be restored, if the trash has it */
  constructor(
    readonly repository: RepositoryName,
    readonly digest: Digest,
    readonly trashEntry: string | undefined,
  ) {
    super(
      `${repository} does not hold ${digest}: ${
        trashEntry === undefined
          ? 'push it again'
          : `it is in the trash: restore it first, with "cyberdock trash restore ${trashEntry}"`
      }`,
    );
  }
}
