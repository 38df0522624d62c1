import { setTimeout as delay } from 'node:timers/promises';
import type { LayerReader } from '@/lib/layers/layer-reader';
import type { ManifestReference } from '@/lib/oci/manifest';
import { DashboardProblem } from '../dashboard-problem';
import { isNamed } from '../is-named';
import type { RepositoryScope } from '../repository-scope';
import { openerOf } from './image-layers';

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
    if (!isNamed(error, 'TooManyWait')) throw error;
    throw new DashboardProblem(429, 'Many layers are being read now. Try again in a few seconds.', {
      code: 'busy',
      retryAfterS: 5,
    });
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
