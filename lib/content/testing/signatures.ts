import { type KeyObject, sign } from 'node:crypto';
import { FlattenedSign } from 'jose';
import { algorithmOf, type Digest, hexOf } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import { jwsMediaType, notationArtifactType } from '../signature/notation';
import { preAuthentication } from '../signature/sigstore-bundle';
import {
  cosignArtifactType,
  cosignSignatureAnnotation,
  simpleSigningMediaType,
} from '../signature/simple-signing';
import type { Issued } from './certificates';

/** For tests: a payload of cosign's simple signing about a manifest, as `cosign sign` makes it. */
export function simpleSigningPayload(subject: Digest, type = 'cosign container image signature'): Buffer {
  return Buffer.from(
    JSON.stringify({
      critical: {
        identity: { 'docker-reference': 'registry.example.com/team/app' },
        image: { 'docker-manifest-digest': subject },
        type,
      },
      optional: null,
    }),
  );
}

/** For tests: what a key makes of some bytes, in base64. @param hash null for Ed25519 */
export function signatureOf(bytes: Uint8Array, key: KeyObject, hash: string | null = 'sha256'): string {
  return sign(hash, bytes, key).toString('base64');
}

/** For tests: a bundle of sigstore with a signature of a manifest, as cosign 3 makes it. */
export function bundleOf(
  subject: Digest,
  key: KeyObject,
  predicateType = 'https://sigstore.dev/cosign/sign/v1',
): Buffer {
  const statement = Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ digest: { [algorithmOf(subject)]: hexOf(subject) } }],
      predicateType,
      predicate: {},
    }),
  );
  return Buffer.from(
    JSON.stringify({
      mediaType: bundleMediaType,
      verificationMaterial: { publicKey: { hint: 'aGludA==' }, tlogEntries: [] },
      dsseEnvelope: {
        payload: statement.toString('base64'),
        payloadType: 'application/vnd.in-toto+json',
        signatures: [{ sig: signatureOf(preAuthentication(statement), key) }],
      },
    }),
  );
}

const bundleMediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** For tests: how an envelope differs from what notation makes. */
export interface EnvelopeOptions {
  alg?: string;
  chain?: readonly Issued[];
  headers?: Record<string, unknown>;
  crit?: string[];
  payload?: unknown;
}

/** For tests: an envelope of notation about a manifest (JWS envelope specification). */
export async function envelopeOf(
  subject: Digest,
  signer: Issued,
  options: EnvelopeOptions = {},
): Promise<Buffer> {
  const payload = options.payload ?? {
    targetArtifact: { mediaType: mediaTypes.ociManifest, digest: subject, size: 1 },
  };
  const jws = await new FlattenedSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({
      alg: options.alg ?? 'ES256',
      cty: 'application/vnd.cncf.notary.payload.v1+json',
      crit: options.crit ?? ['io.cncf.notary.signingScheme'],
      'io.cncf.notary.signingScheme': 'notary.x509',
      'io.cncf.notary.signingTime': new Date().toISOString(),
      ...options.headers,
    })
    .sign(signer.privateKey, { crit: critical });
  const x5c = (options.chain ?? [signer]).map(({ certificate }) => certificate.raw.toString('base64'));
  return Buffer.from(
    JSON.stringify({ ...jws, header: { x5c, 'io.cncf.notary.signingAgent': 'notation/1.3.2' } }),
  );
}

const critical = {
  'io.cncf.notary.signingScheme': true,
  'io.cncf.notary.expiry': true,
  'com.example.unknown': true,
};

/** For tests: a layer of a manifest, with its content. */
export interface SignatureLayer {
  bytes: Buffer;
  mediaType: string;
  annotations?: Record<string, string>;
}

/** For tests: the layer of cosign's simple signing. */
export function simpleSigningLayer(subject: Digest, key: KeyObject): SignatureLayer {
  const bytes = simpleSigningPayload(subject);
  return {
    bytes,
    mediaType: simpleSigningMediaType,
    annotations: { [cosignSignatureAnnotation]: signatureOf(bytes, key) },
  };
}

/** For tests: the ways in which signatures lie in a registry. `refers`: the manifest has its subject. */
export const signatureForms = {
  cosign: { artifactType: undefined, refers: false },
  'cosign by referrer': { artifactType: cosignArtifactType, refers: true },
  bundle: { artifactType: bundleMediaType, refers: true },
  notation: { artifactType: notationArtifactType, refers: true },
} as const;

/** For tests: the layer of a bundle. */
export function bundleLayer(subject: Digest, key: KeyObject): SignatureLayer {
  return { bytes: bundleOf(subject, key), mediaType: bundleMediaType };
}

/** For tests: the layer of notation. */
export async function notationLayer(
  subject: Digest,
  signer: Issued,
  chain: readonly Issued[],
): Promise<SignatureLayer> {
  return { bytes: await envelopeOf(subject, signer, { chain }), mediaType: jwsMediaType };
}
