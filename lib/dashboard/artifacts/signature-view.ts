import type { SignatureView } from './artifact-contracts';
import { pairsOf, partOf, type Taken, wordOf } from './taken';

/**
 * What a signature says that it signs: a payload of cosign ("Simple Signing"), or an envelope of notation (JWS). Nothing of
 * it is checked.
 * @returns undefined when it is none
 */
export function signatureView(document: Taken): SignatureView | undefined {
  const critical = partOf(document, 'critical');
  const image = wordOf(partOf(critical, 'image'), 'docker-manifest-digest');
  if (image !== null)
    return {
      form: 'cosign',
      signs: image,
      identity: wordOf(partOf(critical, 'identity'), 'docker-reference'),
      signedAt: null,
      expiry: null,
      annotations: pairsOf(document, 'optional'),
    };
  const target = partOf(document, 'payload', 'targetArtifact');
  const digest = wordOf(target, 'digest');
  if (digest === null) return undefined;
  const told = partOf(document, 'protected');
  return {
    form: 'notation',
    signs: digest,
    identity: null,
    signedAt: wordOf(told, 'io.cncf.notary.signingTime'),
    expiry: wordOf(told, 'io.cncf.notary.expiry'),
    annotations: pairsOf(target, 'annotations'),
  };
}
