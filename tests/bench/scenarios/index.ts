import type { Scenario } from '../measurement';
import { listCatalog } from './list-catalog';
import { listTags } from './list-tags';
import { manyUploads } from './many-uploads';
import { pullLayer } from './pull-layer';
import { pushImages } from './push-images';
import { pushLayer } from './push-layer';
import { readManifests } from './read-manifests';

/** All scenarios, in the order in which they run. */
export const scenarios: Scenario[] = [
  pushLayer,
  pullLayer,
  pushImages,
  readManifests,
  listCatalog,
  listTags,
  manyUploads,
];
