import { digestOf } from '../digest';
import { mediaTypes } from '../media-types';

/** For tests: a descriptor of the given text. */
export function descriptorOf(
  text: string,
  mediaType: string = 'application/vnd.oci.image.layer.v1.tar+gzip',
) {
  return { mediaType, digest: digestOf(Buffer.from(text)), size: Buffer.byteLength(text) };
}

/** For tests: a small OCI image manifest, with some of its fields replaced or, as undefined, left out. */
export function imageOf(fields: object = {}): object {
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: descriptorOf('{}', mediaTypes.ociConfig),
    layers: [descriptorOf('one'), descriptorOf('two')],
    ...fields,
  };
}

/** For tests: a small OCI index, with some of its fields replaced or, as undefined, left out. */
export function indexOf(fields: object = {}): object {
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests: [descriptorOf('child', mediaTypes.ociManifest)],
    ...fields,
  };
}

/** For tests: the bytes of a document. */
export function bytesOf(document: unknown): Uint8Array {
  return Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
}
