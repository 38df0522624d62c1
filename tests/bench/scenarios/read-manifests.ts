import { repositoryOf } from '../load/push-images';
import { manifestMediaType, smallImage } from '../load/small-image';
import type { Measurement, Scenario } from '../measurement';

const repositories = Array.from({ length: 10 }, (_, index) => `bench/app-${index}`);
const labels = Array.from({ length: 50 }, (_, index) => `v${index}`);

/** Small reads on many connections: manifests by tag, and whether a digest is there. */
export const readManifests: Scenario = ({ sizes, seed }) => {
  const read = (name: string, method: 'GET' | 'HEAD', title: string, references: string[]): Measurement => ({
    name,
    title: `${title}, ${sizes.readConnections} connections`,
    unit: 'requests/s',
    target: { ratio: 1 },
    job: ({ url }) => ({
      kind: 'read-loop',
      url,
      seed,
      method,
      paths: references.map(
        (reference, index) => `/v2/${repositoryOf(repositories, index)}/manifests/${reference}`,
      ),
      accept: manifestMediaType,
      connections: sizes.readConnections,
      seconds: sizes.readSeconds,
    }),
  });
  return {
    diskBytes: labels.length * 1024 ** 2,
    setUp: async ({ url }, load) => {
      await load.run({
        kind: 'push-images',
        url,
        seed,
        repositories,
        labels,
        connections: sizes.imagesAtOnce,
      });
    },
    measurements: [
      read('manifest-get', 'GET', 'GET of a manifest by tag', labels),
      read(
        'manifest-head',
        'HEAD',
        'HEAD of a manifest by digest',
        labels.map((label) => smallImage(seed, label).manifest.digest),
      ),
    ],
  };
};
