import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Digest } from '@/lib/oci/digest';
import { isSignedByOneOf } from './verify-by';

/** The media type of a layer that is a payload of cosign. */
export const simpleSigningMediaType = 'application/vnd.dev.cosign.simplesigning.v1+json';
/** The artifact type of a manifest of such layers that refers to what is signed. */
export const cosignArtifactType = 'application/vnd.dev.cosign.artifact.sig.v1+json';
/** The annotation of such a layer that holds the signature, in base64. */
export const cosignSignatureAnnotation = 'dev.cosignproject.cosign/signature';

const payloadSchema = z.looseObject({
  critical: z.looseObject({
    image: z.looseObject({ 'docker-manifest-digest': z.string() }),
    type: z.literal('cosign container image signature'),
  }),
});

/**
 * Whether a payload of cosign is about this manifest and one of the keys signed it (cosign's SIGNATURE_SPEC, "Simple
 * Signing"). The name of the image in it is ignored, as there.
 */
export function isSimpleSigning(
  payload: Buffer,
  signature: string,
  subject: Digest,
  keys: readonly KeyObject[],
): boolean {
  if (!isSignedByOneOf(keys, payload, signature)) return false;
  const said = payloadSchema.safeParse(parse(payload));
  return said.success && said.data.critical.image['docker-manifest-digest'] === subject;
}

function parse(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined; // Signed, but by a signer that says nothing here.
  }
}
