import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Database } from '../../lib/database/database';
import { FileSystemDriver } from '../../lib/storage/driver';
import { digestOf, imageManifest } from '../harness/content';
import { until } from '../harness/until';
import { type SignIn, withGuardedRegistry } from './fixture/guarded-registry';

/*
 * That what is forbidden can't be told from what is absent by how long the answer takes: what is done until the answer
 * is the same, and none of it is about content. `npm run bench -- --access` prints the times.
 */

const guarded = withGuardedRegistry([
  { subjects: ['user:stranger'], repositories: ['own/**'], actions: ['pull', 'push', 'delete'] },
]);
let stranger: SignIn;
const content = Buffer.from('what must not be seen');

/** Whether something is done for a request, and not by what a server does by itself at any time. */
const answering = new AsyncLocalStorage<true>();
/** What storage and the database were asked for requests, since it was emptied last. */
const done: string[] = [];
const note = (...asked: string[]) => {
  if (answering.getStore()) done.push(...asked);
};
const restore: (() => void)[] = [];

beforeAll(async () => {
  const { repository, account } = guarded.current;
  stranger = account('stranger');
  await repository('sealed/app').pushImage('v1', [content]);
  await repository('own/app').pushImage('v1', [Buffer.from('own')]);
  for (const name of Object.getOwnPropertyNames(FileSystemDriver.prototype)) {
    if (name === 'constructor') continue;
    const method = name as 'stat';
    const real = FileSystemDriver.prototype[method];
    const spy = vi.spyOn(FileSystemDriver.prototype, method).mockImplementation(function (
      this: FileSystemDriver,
      ...args
    ) {
      note(`disk: ${name} ${String(args[0])}`);
      return real.apply(this, args);
    });
    restore.push(() => spy.mockRestore());
  }
  for (const name of ['all', 'first', 'run'] as const) {
    const real = Database.prototype[name] as (query: Parameters<Database['run']>[0]) => unknown;
    const spy = vi.spyOn(Database.prototype, name).mockImplementation(function (this: Database, query) {
      const tables = [...query.compile().sql.matchAll(/(?:from|into|update) "(\w+)"/g)].map(
        ([, table]) => table,
      );
      note(...tables.map((table) => `database: ${name} ${table}`));
      return real.call(this, query) as never;
    });
    restore.push(() => spy.mockRestore());
  }
  const { server } = guarded.current;
  for (const door of ['registry', 'token'] as const) {
    const real = server[door];
    const spy = vi
      .spyOn(server, door)
      .mockImplementation((...args) => answering.run(true, () => real(...args)));
    restore.push(() => spy.mockRestore());
  }
});
afterAll(() => {
  for (const one of restore) one();
});

const digest = digestOf(content);
const session = '00000000-0000-4000-8000-000000000000';
const requests: [method: string, path: string, body?: Buffer][] = [
  ['GET', 'manifests/v1'],
  ['HEAD', 'manifests/v1'],
  ['GET', `manifests/${digest}`],
  ['GET', 'manifests/v1.at.20250101T000000Z'],
  ['PUT', 'manifests/v1', imageManifest('{}', [content])],
  ['DELETE', 'manifests/v1'],
  ['GET', `blobs/${digest}`],
  ['HEAD', `blobs/${digest}`],
  ['DELETE', `blobs/${digest}`],
  ['GET', 'tags/list'],
  ['GET', `referrers/${digest}`],
  ['POST', 'blobs/uploads/'],
  ['POST', `blobs/uploads/?digest=${digest}`, content],
  ['POST', `blobs/uploads/?mount=${digest}&from=own/app`],
  ['GET', `blobs/uploads/${session}`],
  ['PATCH', `blobs/uploads/${session}`, content],
  ['PUT', `blobs/uploads/${session}?digest=${digest}`, content],
  ['DELETE', `blobs/uploads/${session}`],
];
/** What tells who somebody is, and what they may do. */
const allowed =
  /^database: (?:all|first|run) (?:account|oidc_identity|group_member|access_token|access_rule|signing_key)$/;

describe.each(['nobody', 'an access token', 'a bearer token'] as const)('what is refused to %s', (who) => {
  test('is refused before content is asked for, whether it is there or not', async () => {
    const { bearer, client } = guarded.current;
    const { authorization } = stranger;
    const scope = 'repository:sealed/app:pull,push,delete repository:sealed/none:pull,push,delete';
    const header = {
      nobody: undefined,
      'an access token': authorization,
      'a bearer token': `Bearer ${await bearer(authorization, scope)}`,
    }[who];
    const http = client(header);
    for (const [method, path, body] of requests) {
      const answers: { status: number; said: string }[] = [];
      for (const repository of ['sealed/app', 'sealed/none']) {
        done.length = 0;
        const answer = await http.request({ method, path: `/v2/${repository}/${path}`, body });
        expect([401, 403], `${method} ${path}`).toContain(answer.status);
        expect(done.filter((one) => !allowed.test(one))).toEqual([]);
        const said = String(answer.body).replaceAll(repository, 'NAME');
        answers.push({ status: answer.status, said });
      }
      expect(answers[0]).toEqual(answers[1]);
    }
  });
});

test('a mount from where one may not pull asks for nothing there, whether it is there or not', async () => {
  const http = guarded.current.client(stranger.authorization);
  const asked = [];
  for (const from of ['sealed/app', 'sealed/none', 'Sealed/App']) {
    done.length = 0;
    const path = `/v2/own/app/blobs/uploads/?mount=${digest}&from=${from}`;
    expect((await http.request({ method: 'POST', path })).status).toBe(202);
    expect(done.filter((one) => /sealed|pool/i.test(one))).toEqual([]);
    // How much room there is, is asked for once a second.
    const onDisk = done.filter((one) => one.startsWith('disk') && !one.startsWith('disk: room'));
    asked.push(onDisk.map((one) => one.replaceAll(/[0-9a-f-]{36}/g, 'ID')));
  }
  expect(asked[0]).not.toEqual([]);
  expect(asked[1]).toEqual(asked[0]);
  expect(asked[2]).toEqual(asked[0]);
});

test('a token is given for a repository without looking whether it is there', async () => {
  const { http } = guarded.current;
  const { authorization } = stranger;
  for (const name of ['sealed/app', 'sealed/none', 'own/app', 'own/none']) {
    done.length = 0;
    const path = `/auth/token?scope=repository:${name}:pull,push,delete`;
    const answer = await http.request({ path, headers: { authorization } });
    expect(answer.status).toBe(200);
    expect(done.filter((one) => !allowed.test(one))).toEqual([]);
  }
});

test('a pull with a bearer token asks the database nothing, and compares no password', async () => {
  const { bearer, client } = guarded.current;
  const http = client(`Bearer ${await bearer(stranger.authorization, 'repository:own/app:pull')}`);
  const pull = async () =>
    expect((await http.request({ path: '/v2/own/app/manifests/v1' })).status).toBe(200);
  // What is kept is asked for once a second: of two in turn, one is within the second of the other.
  await until('a pull that asks nothing', async () => {
    await pull();
    done.length = 0;
    await pull();
    return done.every(
      (one) => !/account|oidc_identity|access_token|access_rule|signing_key|group_member/.test(one),
    );
  });
});
