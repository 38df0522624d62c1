import type { X509Certificate } from 'node:crypto';

/** Longer chains are nobody's. */
export const chainMax = 10;

/** Extended key usages that the certificate of a signer must not have, by their object identifiers. */
const foreignUsages: ReadonlySet<string> = new Set([
  '2.5.29.37.0', // any
  '1.3.6.1.5.5.7.3.1', // TLS servers
  '1.3.6.1.5.5.7.3.2', // TLS clients
  '1.3.6.1.5.5.7.3.4', // mail
  '1.3.6.1.5.5.7.3.8', // time stamps
]);

/** In DER: the extension `keyUsage`, critical. After it come four bytes of lengths and tags, then its bits. */
const keyUsage = Buffer.from('0603551d0f0101ff04', 'hex');
const digitalSignature = 0x80;
/** Of keyEncipherment, dataEncipherment, keyAgreement, keyCertSign, cRLSign and encipherOnly. */
const otherUsages = 0b0011_1111;

/** In DER: sha1WithRSAEncryption and ecdsa-with-SHA1. */
const sha1 = ['06092a864886f70d010105', '06072a8648ce3d0401'].map((hex) => Buffer.from(hex, 'hex'));

/**
 * Whether a chain leads from the certificate of a signer to one that is trusted, and all up to there may be what they
 * are there (Notary Project's signature specification, "Certificate Requirements"). Revocation is not looked up.
 * @param chain the signer's first, each issued by the next
 * @param anchors authorities, or certificates of signers
 */
export function isTrustedChain(
  chain: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
  nowMs: number,
): boolean {
  const [leaf] = chain;
  if (!leaf || chain.length > chainMax || !maySign(leaf)) return false;
  for (const [at, certificate] of chain.entries()) {
    if (!isValid(certificate, nowMs)) return false;
    if (at > 0 && !certificate.ca) return false;
    if (anchors.some((anchor) => anchor.raw.equals(certificate.raw))) return true;
    const issuer = chain[at + 1];
    if (!issuer || !isIssuedBy(certificate, issuer)) return false;
  }
  return false;
}

function maySign(leaf: X509Certificate): boolean {
  // Absent in the types for want of extensions: undefined when there is no extended key usage.
  const extended = (leaf.keyUsage as string[] | undefined) ?? [];
  const bits = keyUsageOf(leaf);
  return (
    !leaf.ca &&
    (bits & digitalSignature) !== 0 &&
    (bits & otherUsages) === 0 &&
    !extended.some((usage) => foreignUsages.has(usage))
  );
}

/** node:crypto does not tell it. 0 when it is absent. */
function keyUsageOf({ raw }: X509Certificate): number {
  const at = raw.indexOf(keyUsage);
  return at < 0 ? 0 : (raw[at + keyUsage.length + 4] ?? 0);
}

function isValid(certificate: X509Certificate, nowMs: number): boolean {
  if (sha1.some((identifier) => certificate.raw.includes(identifier))) return false;
  return Date.parse(certificate.validFrom) <= nowMs && nowMs <= Date.parse(certificate.validTo);
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false; // Keys of different kinds.
  }
}
