import { type KeyObject, X509Certificate } from 'node:crypto';
import { flattenedVerify } from 'jose';
import { z } from 'zod';
import type { Digest } from '@/lib/oci/digest';
import { chainMax, isTrustedChain } from './certificate-chain';

/** The artifact type of a manifest that is a signature of notation; in older ones the media type of its config. */
export const notationArtifactType = 'application/vnd.cncf.notary.signature';
/** The media type of its one layer, an envelope as JSON Web Signature. */
export const jwsMediaType = 'application/jose+json';

/** Critical headers that are understood here (JWS envelope specification, "Protected Headers"). */
const understood = {
  'io.cncf.notary.signingScheme': true,
  'io.cncf.notary.authenticSigningTime': true,
  'io.cncf.notary.expiry': true,
};

const envelopeSchema = z.looseObject({
  payload: z.string(),
  protected: z.string(),
  signature: z.string(),
  header: z.looseObject({ x5c: z.array(z.base64()).min(1).max(chainMax) }),
});

const protectedSchema = z.looseObject({
  alg: z.string(),
  cty: z.literal('application/vnd.cncf.notary.payload.v1+json'),
  crit: z.array(z.string()),
  'io.cncf.notary.signingScheme': z.enum(['notary.x509', 'notary.x509.signingAuthority']),
  'io.cncf.notary.expiry': z.iso.datetime({ offset: true }).optional(),
});

const payloadSchema = z.looseObject({ targetArtifact: z.looseObject({ digest: z.string() }) });

/**
 * Whether an envelope of notation is a signature of this manifest by somebody for whom one of the certificates vouches
 * (Notary Project's signature specification and its JWS envelope). Certificates must be valid now: time stamps of
 * others are not looked at.
 */
export async function isNotationEnvelope(
  bytes: Buffer,
  subject: Digest,
  anchors: readonly X509Certificate[],
  nowMs: number,
): Promise<boolean> {
  try {
    const envelope = envelopeSchema.parse(JSON.parse(bytes.toString('utf8')));
    const chain = envelope.header.x5c.map((der) => new X509Certificate(Buffer.from(der, 'base64')));
    const leaf = chain[0];
    if (!leaf || !isTrustedChain(chain, anchors, nowMs)) return false;
    const algorithm = algorithmOfKey(leaf.publicKey);
    if (algorithm === undefined) return false;
    const { payload, protectedHeader } = await flattenedVerify(
      { payload: envelope.payload, protected: envelope.protected, signature: envelope.signature },
      leaf.publicKey,
      { algorithms: [algorithm], crit: understood },
    );
    const said = protectedSchema.parse(protectedHeader);
    if (!said.crit.includes('io.cncf.notary.signingScheme')) return false;
    const expiry = said['io.cncf.notary.expiry'];
    if (expiry !== undefined && Date.parse(expiry) <= nowMs) return false;
    const target = payloadSchema.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
    return target.targetArtifact.digest === subject;
  } catch {
    return false; // Whatever was pushed under this type: it is no signature that counts.
  }
}

/** The one algorithm that a key may sign with ("Algorithm Selection"). */
function algorithmOfKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined {
  if (asymmetricKeyType === 'rsa') return rsaAlgorithms[asymmetricKeyDetails?.modulusLength ?? 0];
  if (asymmetricKeyType === 'ec') return ecAlgorithms[asymmetricKeyDetails?.namedCurve ?? ''];
  return undefined;
}

const rsaAlgorithms: Readonly<Record<number, string>> = { 2048: 'PS256', 3072: 'PS384', 4096: 'PS512' };
const ecAlgorithms: Readonly<Record<string, string>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};
