import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../clients/run';

/** A certificate with what a server needs of it. */
export interface Certificate {
  /** The certificate, and those of the authorities below the root. */
  chainFile: string;
  /** The certificate alone, as a server has it that was set up in haste. */
  leafFile: string;
  keyFile: string;
  /** All of it in one file, as HAProxy wants it. */
  combinedFile: string;
}

/** What to issue. */
export interface CertificateOrder {
  /** The names and addresses that it is for; `localhost` and 127.0.0.1 when absent. */
  hosts?: string[];
  /** How long it is valid from now on, in days; negative when it has expired. 90 when absent. */
  days?: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/** An authority made for a test: a root that the client knows, and one below it that signs, as real ones have. */
export class Authority {
  private count = 0;

  private constructor(
    private readonly folder: string,
    /** The root's certificate. */
    readonly rootFile: string,
    readonly root: string,
  ) {}

  /** Makes one in a folder of its own. @throws when `openssl` is missing or fails */
  static async create(folder: string): Promise<Authority> {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'index.txt'), '');
    await writeFile(path.join(folder, 'openssl.cnf'), settings(folder));
    const rootFile = path.join(folder, 'root.crt');
    const root = ['-keyout', path.join(folder, 'root.key'), '-out', rootFile, '-days', '3650'];
    await openssl(folder, [
      'req',
      '-x509',
      ...newKey,
      ...root,
      '-subj',
      '/CN=Test root',
      '-extensions',
      'authority',
    ]);
    const authority = new Authority(folder, rootFile, await readFile(rootFile, 'utf8'));
    await authority.sign('root', 'middle', '/CN=Test authority', 'authority', 3650);
    return authority;
  }

  /** Issues a certificate with its chain. */
  async issue({
    hosts = ['localhost', '127.0.0.1'],
    days = 90,
  }: CertificateOrder = {}): Promise<Certificate> {
    this.count += 1;
    const name = `leaf-${this.count}`;
    const names = hosts.map((host) => (/^[\d.]+$/.test(host) ? `IP:${host}` : `DNS:${host}`)).join(',');
    await this.sign('middle', name, `/CN=${hosts[0]}`, 'leaf', days, names);
    const file = (ending: string) => path.join(this.folder, `${name}${ending}`);
    const [leaf, key, middle] = await Promise.all(
      [file('.crt'), file('.key'), path.join(this.folder, 'middle.crt')].map((one) => readFile(one, 'utf8')),
    );
    await writeFile(file('-chain.pem'), `${leaf}${middle}`);
    await writeFile(file('-all.pem'), `${leaf}${middle}${key}`);
    return {
      leafFile: file('.crt'),
      keyFile: file('.key'),
      chainFile: file('-chain.pem'),
      combinedFile: file('-all.pem'),
    };
  }

  private async sign(
    by: string,
    name: string,
    subject: string,
    extensions: string,
    days: number,
    names = 'DNS:unused.example',
  ): Promise<void> {
    const file = (ending: string) => path.join(this.folder, `${name}${ending}`);
    await openssl(this.folder, [
      'req',
      '-new',
      ...newKey,
      '-keyout',
      file('.key'),
      '-out',
      file('.csr'),
      '-subj',
      subject,
    ]);
    const from = days < 0 ? (days - 30) * dayMs : -dayMs;
    const signer = ['-cert', `${by}.crt`, '-keyfile', `${by}.key`].map((part) =>
      part.startsWith('-') ? part : path.join(this.folder, part),
    );
    const times = ['-startdate', timeIn(from), '-enddate', timeIn(days * dayMs)];
    const order = ['-in', file('.csr'), '-out', file('.crt'), '-extensions', extensions];
    await openssl(
      this.folder,
      ['ca', '-batch', '-notext', '-rand_serial', ...signer, ...times, ...order],
      names,
    );
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function openssl(
  folder: string,
  [command = '', ...args]: string[],
  names = 'DNS:unused.example',
): Promise<string> {
  const config = ['-config', path.join(folder, 'openssl.cnf')];
  return run('openssl', [command, ...config, ...args], { env: { TEST_NAMES: names } });
}

/** A time as `openssl ca` takes it: 20261231235959Z. */
function timeIn(ms: number): string {
  return `${new Date(Date.now() + ms).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`;
}

function settings(folder: string): string {
  return `
[req]
distinguished_name = none
[none]
[ca]
default_ca = test
[test]
database = ${folder}/index.txt
serial = ${folder}/serial
new_certs_dir = ${folder}
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = $ENV::TEST_NAMES
`;
}
