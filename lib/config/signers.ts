import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError, type Mistake } from './config-error';
import type { ContentPolicy } from './sections/content';

/** Whose signatures count. */
export interface Signers {
  /** Of cosign. */
  publicKeys: KeyObject[];
  /** Of notation: authorities, or the certificates of the signers themselves. */
  certificates: X509Certificate[];
}

/** A key file is a few kilobytes; whoever names another file by mistake is told so. */
const fileBytesMax = 1024 * 1024;
const rsaBitsMin = 2048;
const block = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/**
 * Reads the files that `content.policies[…].signers` name.
 * @returns for each policy, in their order, whose signatures count; `undefined` where it names nobody
 * @throws ConfigError which names every file that can't be used
 */
export function readSigners(policies: readonly ContentPolicy[]): (Signers | undefined)[] {
  const mistakes: Mistake[] = [];
  const read = policies.map(({ signerFiles }, index) => {
    const signers: Signers = { publicKeys: [], certificates: [] };
    for (const file of signerFiles ?? []) {
      const problem = readInto(signers, file);
      if (problem !== undefined)
        mistakes.push({ key: `content.policies[${index}].signers`, where: file, ...problem });
    }
    return signerFiles && signers;
  });
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return read;
}

/** Adds the keys of a file. @returns what is wrong with it, if something is */
function readInto(signers: Signers, file: string): Pick<Mistake, 'problem' | 'hint'> | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'latin1').slice(0, fileBytesMax);
  } catch (error) {
    return { problem: `the file can not be read: ${(error as NodeJS.ErrnoException).code}` };
  }
  const blocks = [...text.matchAll(block)];
  if (blocks.length === 0)
    return { problem: 'the file has no key', hint: 'write it as PEM: -----BEGIN PUBLIC KEY-----' };
  for (const [pem, label = ''] of blocks) {
    const problem = addBlock(signers, pem, label);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function addBlock(
  signers: Signers,
  pem: string,
  label: string,
): Pick<Mistake, 'problem' | 'hint'> | undefined {
  if (label.endsWith('PRIVATE KEY'))
    return {
      problem: 'the file has a private key',
      hint: 'the registry needs the public one, such as cosign.pub; keep the private one to yourself',
    };
  try {
    if (label === 'CERTIFICATE') {
      signers.certificates.push(new X509Certificate(pem));
      return undefined;
    }
    const key = createPublicKey(pem);
    if (!isUsable(key))
      return {
        problem: 'the file has a key of a kind that is not supported',
        hint: `use ECDSA on P-256, P-384 or P-521, RSA with at least ${rsaBitsMin} bits, or Ed25519`,
      };
    signers.publicKeys.push(key);
    return undefined;
  } catch {
    return { problem: `the file has a ${label} that can not be read`, hint: 'export it as PEM once more' };
  }
}

function isUsable({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  switch (asymmetricKeyType) {
    case 'ed25519':
      return true;
    case 'ec':
      return ['prime256v1', 'secp384r1', 'secp521r1'].includes(asymmetricKeyDetails?.namedCurve ?? '');
    case 'rsa':
      return (asymmetricKeyDetails?.modulusLength ?? 0) >= rsaBitsMin;
    default:
      return false;
  }
}
