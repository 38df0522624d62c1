import { generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';

/** For tests: a certificate with its private key. */
export interface Issued {
  certificate: X509Certificate;
  privateKey: KeyObject;
}

/** For tests: what to issue. An authority, unless it is a leaf. */
export interface IssueOptions {
  name: string;
  /** Itself when absent. */
  by?: Issued;
  kind?: 'authority' | 'leaf';
  key?: { privateKey: KeyObject; publicKey: KeyObject };
  notBefore?: Date;
  notAfter?: Date;
  /** The bits of `keyUsage`, the first one leftmost; 0x80 to sign, 0x04 to issue certificates. */
  keyUsage?: number;
  /** In DER, of object identifiers. */
  extendedKeyUsages?: string[];
  hash?: 'sha256' | 'sha1';
}

export const codeSigning = '06082b06010505070303';
export const serverAuth = '06082b06010505070301';

/** For tests: a pair of keys on P-256. */
export function ecKeys(namedCurve = 'prime256v1') {
  return generateKeyPairSync('ec', { namedCurve });
}

/** For tests: a certificate (RFC 5280) with just the extensions that signers of images need. */
export function issue(options: IssueOptions): Issued {
  const { name, by, kind = 'authority', key = ecKeys(), hash = 'sha256' } = options;
  const isLeaf = kind === 'leaf';
  const issuerKey = by?.privateKey ?? key.privateKey;
  const algorithm = algorithmOf(issuerKey, hash);
  const extensions = [
    extension('551d13', true, sequence(...(isLeaf ? [] : [Buffer.from('0101ff', 'hex')]))),
    extension('551d0f', true, bits(options.keyUsage ?? (isLeaf ? 0x80 : 0x06))),
  ];
  const extended = options.extendedKeyUsages ?? (isLeaf ? [codeSigning] : []);
  if (extended.length > 0)
    extensions.push(extension('551d25', false, sequence(...extended.map((one) => Buffer.from(one, 'hex')))));
  const body = sequence(
    tagged(0xa0, Buffer.from('020102', 'hex')),
    tagged(0x02, Buffer.concat([Buffer.from([0x01]), randomBytes(15)])),
    algorithm,
    named(by?.certificate.subject.replace(/^CN=/, '') ?? name),
    sequence(time(options.notBefore ?? hours(-1)), time(options.notAfter ?? hours(24))),
    named(name),
    key.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  );
  const signature = sign(hash, body, issuerKey);
  const raw = sequence(body, algorithm, tagged(0x03, Buffer.from([0]), signature));
  return { certificate: new X509Certificate(raw), privateKey: key.privateKey };
}

/** For tests: a date so many hours from now. */
export function hours(count: number): Date {
  return new Date(Date.now() + count * 3_600_000);
}

function algorithmOf(key: KeyObject, hash: 'sha256' | 'sha1'): Buffer {
  const isRsa = key.asymmetricKeyType === 'rsa';
  const identifiers = {
    sha256: ['06092a864886f70d01010b', '06082a8648ce3d040302'],
    sha1: ['06092a864886f70d010105', '06072a8648ce3d0401'],
  };
  const identifier = Buffer.from(identifiers[hash][isRsa ? 0 : 1] ?? '', 'hex');
  return sequence(identifier, ...(isRsa ? [Buffer.from('0500', 'hex')] : []));
}

function extension(identifier: string, critical: boolean, value: Buffer): Buffer {
  const parts = [tagged(0x06, Buffer.from(identifier, 'hex'))];
  if (critical) parts.push(Buffer.from('0101ff', 'hex'));
  return sequence(...parts, tagged(0x04, value));
}

/** A BIT STRING without trailing zeros, as DER asks for. */
function bits(byte: number): Buffer {
  const unused = byte === 0 ? 0 : Math.log2(byte & -byte);
  return tagged(0x03, Buffer.from([unused, byte]));
}

function named(commonName: string): Buffer {
  const attribute = sequence(Buffer.from('0603550403', 'hex'), tagged(0x0c, Buffer.from(commonName)));
  return sequence(tagged(0x31, attribute));
}

function time(date: Date): Buffer {
  const text = `${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`;
  return tagged(0x17, Buffer.from(text));
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
