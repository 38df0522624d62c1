import type { Scenario } from '../measurement';

const repositories = Array.from({ length: 20 }, (_, index) => `bench/app-${index}`);

/** Push of images of five small layers that share nothing, several at once. */
export const pushImages: Scenario = ({ sizes, seed, rounds }) => ({
  diskBytes: rounds * sizes.images * 1024 ** 2,
  measurements: [
    {
      name: 'push-images',
      title: `push of ${sizes.images} images of 5 small layers, ${sizes.imagesAtOnce} at once`,
      unit: 'images/s',
      target: { ratio: 1 },
      job: ({ url }, round) => ({
        kind: 'push-images',
        url,
        seed,
        repositories,
        labels: Array.from({ length: sizes.images }, (_, index) => `r${round}-i${index}`),
        connections: sizes.imagesAtOnce,
      }),
    },
  ],
});
