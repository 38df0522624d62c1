import { createHash } from 'node:crypto';
import type { HttpConnection } from './http-connection';
import { type PreparedJob, type PullLayersJob, type Share, shareOf, shareOfConnections } from './job';
import { runOnConnections } from './lanes';
import { LargeLayers } from './large-layer';
import { expectStatus } from './registry-client';

/** Half a megabyte a read: fewer system calls than the default, and still in the cache of the processor. */
const readBufferBytes = 512 * 1024;

/** Running the job pulls the layer, so many times. The length is always compared, the digest if `verify`. */
export function preparePullLayers(job: PullLayersJob, share: Share): PreparedJob {
  const { digest } = new LargeLayers(job.seed).layer(job.label, job.layerBytes);
  const path = `/v2/${job.repository}/blobs/${digest}`;
  const mine = shareOf(
    Array.from({ length: job.times }, (_, index) => index),
    share,
  );
  return async (recorder) => {
    const pull = async (connection: HttpConnection) => {
      const start = performance.now();
      try {
        const hash = job.verify ? createHash('sha256') : undefined;
        const onBody = hash === undefined ? undefined : (piece: Buffer) => void hash.update(piece);
        const { bodyBytes } = await expectStatus(connection, { method: 'GET', path, onBody }, 200);
        if (bodyBytes !== job.layerBytes) throw new Error(`GET ${path} gave ${bodyBytes} bytes`);
        if (hash !== undefined && `sha256:${hash.digest('hex')}` !== digest)
          throw new Error(`GET ${path}: wrong bytes`);
        recorder.took('pull', performance.now() - start, bodyBytes);
      } catch (error) {
        recorder.failed(error);
      }
    };
    await runOnConnections(job.url, shareOfConnections(job.connections, share), mine, pull, readBufferBytes);
  };
}
