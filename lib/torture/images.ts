import type { BlobModel, ManifestModel } from './model';
import { digestOf } from './random';

/** Media types of what is pushed. */
export const types = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
  bytes: 'application/octet-stream',
};

const descriptorOf = ({ digest, size }: { digest: string; size: number }, mediaType: string) => ({
  mediaType,
  digest,
  size,
});
const sizeOf = (blob: BlobModel) => ({ digest: blob.digest, size: blob.content.length });

/** An image of these blobs: the first one is the config. @param note makes it one of its own */
export function imageOf(
  [config, ...layers]: [BlobModel, ...BlobModel[]],
  note: string,
  subject?: ManifestModel,
): ManifestModel {
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: types.manifest,
      ...(subject && { artifactType: 'application/vnd.example.signature' }),
      config: descriptorOf(sizeOf(config), types.config),
      layers: layers.map((layer) => descriptorOf(sizeOf(layer), types.layer)),
      ...(subject && {
        subject: descriptorOf({ digest: subject.digest, size: subject.bytes.length }, subject.mediaType),
      }),
      annotations: { note },
    }),
  );
  return {
    digest: digestOf(bytes),
    bytes,
    mediaType: types.manifest,
    blobs: [config, ...layers].map(({ digest }) => digest),
    children: [],
    subject: subject?.digest,
    presence: 'absent',
  };
}

/** An index of these manifests. */
export function indexOf(children: ManifestModel[], note: string): ManifestModel {
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: types.index,
      manifests: children.map((child) =>
        descriptorOf({ digest: child.digest, size: child.bytes.length }, child.mediaType),
      ),
      annotations: { note },
    }),
  );
  return {
    digest: digestOf(bytes),
    bytes,
    mediaType: types.index,
    blobs: [],
    children: children.map(({ digest }) => digest),
    subject: undefined,
    presence: 'absent',
  };
}
