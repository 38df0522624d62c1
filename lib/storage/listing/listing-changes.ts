import type { Digest } from '@/lib/oci/digest';
import type { ManifestFacts } from './manifest-facts';
import type { TagMove } from './tag-events';

/** What a change of the folder `manifests` did. */
export class ListingChanges {
  readonly addedManifests: { digest: Digest; facts: ManifestFacts }[] = [];
  readonly removedManifests: Digest[] = [];
  readonly movedTags: TagMove[] = [];

  get isEmpty(): boolean {
    return this.addedManifests.length + this.removedManifests.length + this.movedTags.length === 0;
  }
}
