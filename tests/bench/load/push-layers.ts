import { type PreparedJob, type PushLayersJob, type Share, shareOf, shareOfConnections } from './job';
import { runOnConnections } from './lanes';
import { LargeLayers } from './large-layer';
import { pushBlob } from './registry-client';

/** Makes and hashes the layers of a job; running it pushes them. */
export function preparePushLayers(job: PushLayersJob, share: Share): PreparedJob {
  const layers = new LargeLayers(job.seed);
  if (job.transfer === 'chunked') layers.frameAhead();
  const mine = shareOf(job.labels, share).map((label) => layers.layer(label, job.layerBytes));
  return async (recorder) => {
    await runOnConnections(
      job.url,
      shareOfConnections(job.connections, share),
      mine,
      async (connection, layer) => {
        const start = performance.now();
        try {
          await pushBlob(connection, job.repository, {
            digest: layer.digest,
            size: layer.size,
            body: layer.body(job.transfer),
            transfer: job.transfer,
          });
          recorder.took('push', performance.now() - start, layer.size);
        } catch (error) {
          recorder.failed(error);
        }
      },
    );
  };
}
