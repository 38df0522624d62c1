import type { Scenario } from '../measurement';

/** Many large uploads at once: what counts is the memory that the server needs. */
export const manyUploads: Scenario = ({ sizes, seed }) => ({
  diskBytes: sizes.uploadsAtOnce * sizes.uploadBytes,
  oneServerAtATime: true,
  measurements: [
    {
      name: 'many-uploads',
      title: `peak memory with ${sizes.uploadsAtOnce} uploads at once`,
      unit: 'MiB',
      target: { below: 300 },
      roundsMax: 1,
      job: ({ url }, round) => ({
        kind: 'push-layers',
        url,
        seed,
        repository: 'bench/many',
        labels: Array.from({ length: sizes.uploadsAtOnce }, (_, index) => `many-uploads ${round} ${index}`),
        layerBytes: sizes.uploadBytes,
        connections: sizes.uploadsAtOnce,
        transfer: 'length',
      }),
    },
  ],
});
