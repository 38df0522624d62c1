import type { Transfer } from '../load/large-layer';
import type { Measurement, Scenario } from '../measurement';

/** Push of one large layer, with its length and in chunks as docker does. */
export const pushLayer: Scenario = ({ sizes, seed, rounds }) => ({
  diskBytes: 2 * rounds * sizes.layerBytes,
  measurements: (['length', 'chunked'] as const).map((transfer) =>
    measurement(transfer, seed, sizes.layerBytes),
  ),
});

function measurement(transfer: Transfer, seed: number, layerBytes: number): Measurement {
  const name = transfer === 'length' ? 'push-layer' : 'push-layer-chunked';
  return {
    name,
    title: `push of one layer, ${transfer === 'length' ? 'Content-Length' : 'chunks of 32 KiB'}`,
    unit: 'MB/s',
    target: { ratio: 2 },
    job: ({ url }, round) => ({
      kind: 'push-layers',
      url,
      seed,
      repository: 'bench/large',
      labels: [`${name} ${round}`],
      layerBytes,
      connections: 1,
      transfer,
    }),
  };
}
