import { createHash } from 'node:crypto';
import { randomBytes, randomNumbers } from './random-bytes';

/** Bytes and their digest. */
export interface Content {
  /** `sha256:{hex}` */
  digest: string;
  bytes: Buffer;
}

/** An image that shares nothing with any other. */
export interface SmallImage {
  layers: Content[];
  config: Content;
  manifest: Content;
}

/** The media type of the manifests. */
export const manifestMediaType = 'application/vnd.oci.image.manifest.v1+json';

const layersPerImage = 5;
const layerBytesMin = 4 * 1024;
const layerBytesMax = 64 * 1024;

/**
 * The image of this label: five layers of 4 to 64 KiB of random bytes, a config and a manifest.
 * @param scale how many times larger its layers are
 */
export function smallImage(seed: number, label: string, scale = 1): SmallImage {
  const name = `small-image ${seed} ${label}`;
  const random = randomNumbers(name);
  const layers = Array.from({ length: layersPerImage }, (_, index) => {
    const size = scale * (layerBytesMin + Math.floor(random() * (layerBytesMax - layerBytesMin)));
    return content(randomBytes(`${name} ${index}`, size));
  });
  const config = content(
    json({
      architecture: 'amd64',
      os: 'linux',
      config: { Labels: { name } },
      rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.digest) },
    }),
  );
  const manifest = content(
    json({
      schemaVersion: 2,
      mediaType: manifestMediaType,
      config: descriptor('application/vnd.oci.image.config.v1+json', config),
      layers: layers.map((layer) => descriptor('application/vnd.oci.image.layer.v1.tar+gzip', layer)),
    }),
  );
  return { layers, config, manifest };
}

function content(bytes: Buffer): Content {
  return { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, bytes };
}

function descriptor(mediaType: string, { digest, bytes }: Content) {
  return { mediaType, digest, size: bytes.length };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
