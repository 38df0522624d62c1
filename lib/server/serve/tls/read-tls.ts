import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { TlsConfig } from '@/lib/config';

/** TLS can't be served with these files. The message says in one sentence why, and what to do. */
export class UnusableTls extends Error {
  override readonly name = 'UnusableTls';
}

/** The files of TLS as they were read; not looked at yet. */
export interface TlsFiles {
  certificate: string;
  key: string;
  clientAuthority: string | undefined;
}

/** What TLS is served with. */
export interface TlsMaterial {
  /** For `tls.createServer` and `setSecureContext`. */
  options: SecureContextOptions;
  /** When the certificate of the server begins to hold and when it ends, in milliseconds since 1970. */
  validFromMs: number;
  validToMs: number;
}

/** Reads the files. @throws UnusableTls when one can't be read */
export async function readTlsFiles(config: TlsConfig): Promise<TlsFiles> {
  const { certificateFile, keyFile, clientAuthorityFile } = config;
  return {
    certificate: await read('tls.certificate', certificateFile),
    key: await read('tls.key', keyFile),
    clientAuthority:
      clientAuthorityFile === undefined ? undefined : await read('tls.clientAuthority', clientAuthorityFile),
  };
}

async function read(setting: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EACCES'
          ? 'the user that CyberDock runs as may not read it'
          : message;
    throw new UnusableTls(`${setting}: ${file} can't be read: ${why}.`, { cause: error });
  }
}

/**
 * Looks whether the files are what they should be, and belong together.
 * @throws UnusableTls
 */
export function checkTls(files: TlsFiles, config: TlsConfig): TlsMaterial {
  const [certificate, ...chain] = certificatesIn(
    files.certificate,
    'tls.certificate',
    config.certificateFile,
  );
  const key = privateKey(files.key, config);
  if (!certificate.checkPrivateKey(key)) {
    const isLater = chain.some((each) => each.checkPrivateKey(key));
    throw new UnusableTls(
      isLater
        ? `tls.certificate: in ${config.certificateFile} another certificate stands before the one of this server: put it first, and the intermediate ones after it.`
        : `tls.key: the key in ${config.keyFile} does not belong to the certificate in ${config.certificateFile}: give the key that the certificate was requested with.`,
    );
  }
  if (files.clientAuthority !== undefined)
    certificatesIn(files.clientAuthority, 'tls.clientAuthority', config.clientAuthorityFile ?? '');
  const options: SecureContextOptions = {
    cert: files.certificate,
    key: files.key,
    ca: files.clientAuthority,
    minVersion: config.minVersion,
  };
  try {
    createSecureContext(options);
  } catch (error) {
    // Such as a key that is too short for today's OpenSSL.
    throw new UnusableTls(
      `tls.certificate: ${config.certificateFile} can't be used: ${(error as Error).message}.`,
      { cause: error },
    );
  }
  return {
    options,
    validFromMs: Date.parse(certificate.validFrom),
    validToMs: Date.parse(certificate.validTo),
  };
}

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

function certificatesIn(pem: string, setting: string, file: string): [X509Certificate, ...X509Certificate[]] {
  const blocks = pem.match(pemCertificate) ?? [];
  try {
    const [first, ...rest] = blocks.map((block) => new X509Certificate(block));
    if (first !== undefined) return [first, ...rest];
  } catch (error) {
    throw new UnusableTls(`${setting}: a certificate in ${file} is damaged: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  throw new UnusableTls(
    `${setting}: ${file} holds no certificate in PEM form, which begins with -----BEGIN CERTIFICATE-----.`,
  );
}

function privateKey(pem: string, { keyFile }: TlsConfig): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const why = /ENCRYPTED/.test(pem)
      ? 'is protected by a passphrase: store it without one (openssl pkey -in FILE -out NEW), readable by this user alone'
      : 'holds no private key in PEM form';
    throw new UnusableTls(`tls.key: ${keyFile} ${why}.`, { cause: error });
  }
}
