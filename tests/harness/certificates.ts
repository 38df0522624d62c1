import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** A certificate and its key, as PEM: in files, and read. */
export interface Certificate {
  certificateFile: string;
  keyFile: string;
  certificate: string;
  key: string;
}

/** What stands in a certificate. */
export interface CertificateOptions {
  /** The common names; one as a rule. */
  commonNames: string[];
  /** The subject alternative names as OpenSSL writes them: `DNS:localhost`, `IP:127.0.0.1`, `email:a@example.com`. */
  names?: string[];
  /** Whether it is for a server, for a client, or for an authority. */
  use: 'server' | 'client' | 'authority';
  /** Who signs it; itself when absent. */
  authority?: Certificate;
}

/**
 * Makes certificates with `openssl`.
 * @param folder is made if it is not there
 * @param name of the files in it: `NAME.pem` and `NAME.key`
 * @throws with what `openssl` said
 */
export async function makeCertificate(
  folder: string,
  name: string,
  { commonNames, names = [], use, authority }: CertificateOptions,
): Promise<Certificate> {
  await mkdir(folder, { recursive: true });
  const [certificateFile, keyFile, configFile] = ['pem', 'key', 'cnf'].map((ending) =>
    path.join(folder, `${name}.${ending}`),
  ) as [string, string, string];
  const config = [
    '[req]\ndistinguished_name = dn\nprompt = no\nx509_extensions = extensions\n[dn]',
    ...commonNames.map((commonName, at) => `${at}.CN = ${commonName}`),
    '[extensions]\nsubjectKeyIdentifier = hash',
    `basicConstraints = critical, CA:${use === 'authority' ? 'TRUE' : 'FALSE'}`,
    ...(use === 'authority'
      ? ['keyUsage = critical, keyCertSign, cRLSign']
      : [`extendedKeyUsage = ${use}Auth`]),
    ...(names.length > 0 ? ['subjectAltName = @names\n[names]'] : []),
    ...names.map((each, at) => each.replace(/^([^:]*):/, `$1.${at} = `)),
    '',
  ];
  await writeFile(configFile, config.join('\n'));
  const signer =
    authority === undefined ? [] : ['-CA', authority.certificateFile, '-CAkey', authority.keyFile];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-config', configFile, '-days', '30'],
    ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-keyout', keyFile, '-out', certificateFile, ...signer],
  ]);
  return {
    certificateFile,
    keyFile,
    certificate: await readFile(certificateFile, 'utf8'),
    key: await readFile(keyFile, 'utf8'),
  };
}

/** An authority, and a server's certificate for this machine under its names 127.0.0.1, 0.0.0.0 and `localhost`. */
export async function makeServerCertificate(
  folder: string,
  name = 'server',
): Promise<{ authority: Certificate; server: Certificate }> {
  const authority = await makeCertificate(folder, `${name}-ca`, {
    commonNames: [`CA of ${name}`],
    use: 'authority',
  });
  const server = await makeCertificate(folder, name, {
    commonNames: [name],
    names: ['IP:127.0.0.1', 'IP:0.0.0.0', 'DNS:localhost'],
    use: 'server',
    authority,
  });
  return { authority, server };
}
