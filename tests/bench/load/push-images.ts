import { type PreparedJob, type PushImagesJob, type Share, shareOf, shareOfConnections } from './job';
import { runOnConnections } from './lanes';
import { pushImage } from './registry-client';
import { smallImage } from './small-image';

/** The repository of the `index`th image. */
export function repositoryOf(repositories: readonly string[], index: number): string {
  return repositories[index % repositories.length] as string;
}

/** Makes and hashes the images of a job; running it pushes them. */
export function preparePushImages(job: PushImagesJob, share: Share): PreparedJob {
  const all = job.labels.map((label, index) => ({
    label,
    repository: repositoryOf(job.repositories, index),
  }));
  const mine = shareOf(all, share).map((image) => ({
    ...image,
    content: smallImage(job.seed, image.label, job.scale),
  }));
  return async (recorder) => {
    await runOnConnections(
      job.url,
      shareOfConnections(job.connections, share),
      mine,
      async (connection, image) => {
        const start = performance.now();
        try {
          await pushImage(connection, image.repository, image.label, image.content);
          const bytes = image.content.layers.reduce((sum, layer) => sum + layer.bytes.length, 0);
          recorder.took('push', performance.now() - start, bytes);
        } catch (error) {
          recorder.failed(error);
        }
      },
    );
  };
}
