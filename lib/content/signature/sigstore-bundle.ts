import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { algorithmOf, type Digest, hexOf } from '@/lib/oci/digest';
import { isSignedByOneOf } from './verify-by';

/** What the media types of bundles begin with; the version follows. */
export const bundleMediaTypePrefix = 'application/vnd.dev.sigstore.bundle';

const payloadType = 'application/vnd.in-toto+json';

const bundleSchema = z.looseObject({
  dsseEnvelope: z.looseObject({
    payload: z.base64(),
    payloadType: z.literal(payloadType),
    signatures: z.array(z.looseObject({ sig: z.base64() })).max(100),
  }),
});

const statementSchema = z.looseObject({
  _type: z.enum(['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1']),
  /** Other statements are about an image too, and may say nothing good of it. */
  predicateType: z.literal('https://sigstore.dev/cosign/sign/v1'),
  subject: z.array(z.looseObject({ digest: z.record(z.string(), z.string()) })),
});

/**
 * Whether a bundle, in which cosign 3 puts a signature, is one of this manifest by one of the keys: a DSSE envelope
 * with an in-toto statement. What a transparency log says in it is not looked at.
 */
export function isBundle(bytes: Buffer, subject: Digest, keys: readonly KeyObject[]): boolean {
  const bundle = bundleSchema.safeParse(parse(bytes));
  if (!bundle.success) return false;
  const { payload, signatures } = bundle.data.dsseEnvelope;
  const body = Buffer.from(payload, 'base64');
  const signed = preAuthentication(body);
  if (!signatures.some(({ sig }) => isSignedByOneOf(keys, signed, sig))) return false;
  const statement = statementSchema.safeParse(parse(body));
  if (!statement.success) return false;
  return statement.data.subject.some(({ digest }) => digest[algorithmOf(subject)] === hexOf(subject));
}

/** What DSSE signs of a payload ("Pre-Authentication Encoding"). */
export function preAuthentication(body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${body.length} `), body]);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined; // The schema refuses it.
  }
}
