import { mkdtemp, rm } from 'node:fs/promises';
import type { AgentOptions } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { type Certificate, makeServerCertificate } from '../harness/certificates';
import { type CyberDock, type CyberDockOptions, startCyberDock } from '../harness/cyberdock';
import { HttpClient } from '../harness/http-client';

/** A folder for the tests of a file, with the certificate of a server in it. */
export interface Serving {
  folder: string;
  authority: Certificate;
  server: Certificate;
  /** The settings with which a server has that certificate. */
  tls: Record<string, string>;
}

/** Makes the folder before the tests of a file and removes it after them. */
export function prepareServing(): Serving {
  let made: Serving | undefined;
  const get = () => {
    if (made === undefined) throw new Error('the folder is there only while the tests run');
    return made;
  };
  beforeAll(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-serve-'));
    const { authority, server } = await makeServerCertificate(folder);
    made = { folder, authority, server, tls: tlsSettings(server) };
  });
  afterAll(async () => {
    if (made) await rm(made.folder, { recursive: true, force: true });
  });
  return {
    get folder() {
      return get().folder;
    },
    get authority() {
      return get().authority;
    },
    get server() {
      return get().server;
    },
    get tls() {
      return get().tls;
    },
  };
}

/** The settings with which a server has a certificate. */
export function tlsSettings({ certificateFile, keyFile }: Certificate): Record<string, string> {
  return { CYBERDOCK_TLS_CERTIFICATE: certificateFile, CYBERDOCK_TLS_KEY: keyFile };
}

/** Starts `cyberdock serve`; it ends with the test, and must end in order unless the test has ended it. */
export async function startServing(
  env: Record<string, string> = {},
  options: CyberDockOptions = {},
): Promise<CyberDock> {
  const server = await startCyberDock({ door: 'serve', env, ...options });
  onTestFinished(async () => {
    if (server.fate() !== 'runs') return;
    expect(await server.stop()).toBe(143);
  });
  return server;
}

/** A client that believes an authority; it ends with the test. */
export function tlsClient(port: number, { certificate }: Certificate, more: AgentOptions = {}): HttpClient {
  const client = new HttpClient(port, { tls: { ca: certificate, ...more } });
  onTestFinished(() => client.close());
  return client;
}
