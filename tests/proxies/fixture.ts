import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { describeClients, installedClient } from '../clients/client';
import { Authority, type Certificate } from './certificates';
import { proxies } from './proxies';
import type { ProxyKind } from './proxy';

/** What the tests of one kind of proxy share. */
export interface Ground {
  /** A folder for this file's own use. */
  folder: string;
  authority: Authority;
  /** A good certificate for `localhost` and 127.0.0.1. */
  certificate: Certificate;
}

/** Makes an authority and a certificate before the tests of a `describe`. */
export function useGround(): Ground {
  let ground: Ground | undefined;
  beforeAll(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-proxies-'));
    const authority = await Authority.create(path.join(folder, 'authority'));
    ground = { folder, authority, certificate: await authority.issue() };
  });
  afterAll(() => ground && rm(ground.folder, { recursive: true, force: true }));
  const made = () => {
    if (ground === undefined) throw new Error('it is there only while the tests run');
    return ground;
  };
  return {
    get folder() {
      return made().folder;
    },
    get authority() {
      return made().authority;
    },
    get certificate() {
      return made().certificate;
    },
  };
}

/** `describe` for each proxy that Debian has, and that is installed; in CI all of them must be. */
export function describeProxies(title: string, tests: (kind: ProxyKind) => void): void {
  for (const kind of proxies) {
    const programs = [installedClient(kind.name), installedClient('openssl')];
    describeClients(`${kind.name}: ${title}`, programs, () => tests(kind));
  }
}
