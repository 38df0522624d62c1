import type { PullLayersJob } from '../load/job';
import type { Measurement, Scenario } from '../measurement';

const repository = 'bench/large';
const label = 'pull-layer';

/** Pull of one large layer that lies in the page cache: one at a time and several at once. */
export const pullLayer: Scenario = ({ sizes, seed }) => {
  const pull = (url: string, connections: number, times: number, verify: boolean): PullLayersJob => ({
    kind: 'pull-layers',
    url,
    seed,
    repository,
    label,
    layerBytes: sizes.layerBytes,
    times,
    connections,
    verify,
  });
  const measurement = (name: string, title: string, connections: number): Measurement => ({
    name,
    title,
    unit: 'MB/s',
    target: { ratio: 1.3 },
    job: ({ url }) => pull(url, connections, Math.max(connections, sizes.pullsPerRound), false),
  });
  return {
    diskBytes: sizes.layerBytes,
    // Pushed once, then pulled once and compared: a server may check its bytes on the first read.
    setUp: async ({ url }, load) => {
      await load.run({
        kind: 'push-layers',
        url,
        seed,
        repository,
        labels: [label],
        layerBytes: sizes.layerBytes,
        connections: 1,
        transfer: 'length',
      });
      await load.run(pull(url, 1, 1, true));
    },
    measurements: [
      measurement('pull-layer', 'pull of one layer, one at a time', 1),
      measurement('pull-layer-at-once', `pull of one layer, ${sizes.pullsAtOnce} at once`, sizes.pullsAtOnce),
    ],
  };
};
