import { setTimeout as delay } from 'node:timers/promises';
import type { LayerReader } from '@/lib/layers/layer-reader';
import type { ManifestReference } from '@/lib/oci/manifest';
import type { RepositoryScope } from '../repository-scope';
import { openerOf } from './image-layers';
import { problemOfLayers } from './layer-problems';

/** So long an answer waits for layers that are soon read. */
const patienceMs = 400;

/**
 * Has layers read that are not known, and waits a moment for them.
 * @returns those that are not known yet
 * @throws DashboardProblem 429 when too many wait already
 */
export async function awaitLayers(
  scope: RepositoryScope,
  reader: LayerReader,
  layers: ManifestReference[],
  waitMs = patienceMs,
): Promise<ManifestReference[]> {
  const once = [...new Map(layers.map((one) => [one.digest, one])).values()];
  const reading: Promise<void>[] = [];
  try {
    for (const { digest, size } of once)
      if (!reader.known(digest)) reading.push(reader.begin(digest, size, openerOf(scope, digest)));
  } catch (error) {
    throw problemOfLayers(error);
  }
  if (reading.length > 0) {
    const patience = new AbortController();
    await Promise.race([
      Promise.all(reading),
      delay(waitMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ]).finally(() => patience.abort());
  }
  return once.filter(({ digest }) => !reader.known(digest));
}
