import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, expect } from '@playwright/test';
import { addAccounts, basic, SignedInClient } from '../../tests/harness/accounts';
import { type CyberDock, startCyberDock } from '../../tests/harness/cyberdock';
import { password, signIn } from '../guarded';
import { pushTags } from '../push-tags';
import type { Kind } from './kinds';

/** What a browser keeps of somebody who is signed in. */
type SignedIn = Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['storageState']>>;

/** A registry with accounts, to which the administrator `root` pushes. */
export interface PeopleRegistry extends CyberDock {
  /** Where backups go. */
  backups: string;
  client: SignedInClient;
  /** Makes a user that no other test knows. @returns the name */
  newPerson: (kind: Kind) => string;
  /** A name that nothing else has. */
  newName: (word: string) => string;
  /** Somebody of a kind, signed in through the sign-in page; once for all tests. */
  stateOf: (kind: Kind) => Promise<SignedIn>;
  /** What the API answers to an administrator. */
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it.
  read: (path: string) => Promise<any>;
  /** Asks the API as an administrator. @returns the status */
  change: (method: string, path: string, json?: unknown) => Promise<number>;
  /** The tags of a repository, and the digest of each. */
  tagsOf: (repository: string) => Promise<Record<string, string>>;
  /** Signs somebody in elsewhere, without a page. @returns the status, and what their cookie says then */
  enter: (name: string, pass: string) => Promise<{ status: number; cookie: string }>;
  push: (repository: string, tags: Record<string, string>) => Promise<Record<string, string>>;
  stop: () => Promise<number | null>;
}

const roles = { administrator: 'administrator', auditor: 'auditor', developer: 'user' } as const;

/** Starts it. Developers pull, push, delete and retag in `team/**`, and nowhere else. @param browser signs people in */
export async function startPeopleRegistry(
  browser: Browser,
  env: Record<string, string> = {},
): Promise<PeopleRegistry> {
  const root = await mkdtemp(path.join(tmpdir(), 'cyberdock-people-'));
  const backups = await mkdtemp(path.join(tmpdir(), 'cyberdock-people-backups-'));
  addAccounts(root, [{ name: 'root', password, role: 'administrator' }]);
  const cyberdock = await startCyberDock({
    root,
    env: {
      CYBERDOCK_AUTH_MODE: 'accounts',
      CYBERDOCK_STORAGE_FSYNC: 'false',
      CYBERDOCK_MAINTENANCE_GRACE_PERIOD: '1s',
      CYBERDOCK_BACKUP_FOLDER: backups,
      CYBERDOCK_RETENTION_POLICIES: JSON.stringify([
        { name: 'nightly builds', repositories: ['nightly/**'], keepLast: 1 },
      ]),
      CYBERDOCK_ACCESS_RULES: JSON.stringify([
        {
          subjects: ['group:developers'],
          repositories: ['team/**'],
          actions: ['pull', 'push', 'delete', 'retag'],
        },
      ]),
      ...env,
    },
  });
  const client = new SignedInClient(cyberdock.port, basic('root', password));
  let made = 0;
  const newName = (word: string) => `${word}-${++made}`;
  const newPerson = (kind: Kind) => {
    const name = newName(kind);
    addAccounts(root, [
      { name, password, role: roles[kind], groups: kind === 'developer' ? ['developers'] : [] },
    ]);
    return name;
  };
  const states = new Map<Kind, Promise<SignedIn>>();
  const enter = async (kind: Kind) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${cyberdock.url}/sign-in`);
    await signIn(page, newPerson(kind));
    await expect(page).toHaveURL(`${cyberdock.url}/`);
    const state = await context.storageState();
    await context.close();
    return state;
  };
  const read = async (asked: string) => {
    const answer = await client.request({ path: `/api/v1${asked}` });
    expect(answer.status, `GET ${asked}: ${answer.body}`).toBe(200);
    return JSON.parse(String(answer.body));
  };
  return {
    ...cyberdock,
    backups,
    client,
    newName,
    newPerson,
    read,
    stateOf: (kind) => {
      const state = states.get(kind) ?? enter(kind);
      states.set(kind, state);
      return state;
    },
    change: async (method, asked, json) => {
      const headers: Record<string, string> =
        json === undefined ? {} : { 'Content-Type': 'application/json' };
      const body = json === undefined ? undefined : JSON.stringify(json);
      return (await client.request({ method, path: `/api/v1${asked}`, headers, body })).status;
    },
    tagsOf: async (repository) => {
      const { tags } = await read(`/repositories/${repository.replaceAll('/', '~')}/tags?sort=name`);
      return Object.fromEntries(
        tags.map(({ name, digest }: { name: string; digest: string }) => [name, digest]),
      );
    },
    enter: async (name, pass) => {
      const answer = await fetch(`${cyberdock.url}/api/v1/session`, {
        method: 'POST',
        headers: { Origin: cyberdock.url, 'Content-Type': 'application/json' },
        body: JSON.stringify({ name, password: pass }),
      });
      const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      await answer.text();
      return { status: answer.status, cookie };
    },
    push: (repository, tags) => pushTags(client, repository, tags),
    stop: async () => {
      client.close();
      const code = await cyberdock.stop();
      for (const folder of [root, backups]) await rm(folder, { recursive: true, force: true });
      return code;
    },
  };
}
