import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LiveEvent, liveEvent } from '@/lib/dashboard/live/live-contract';
import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { recordTagEvents } from '@/lib/storage/listing/tag-events';
import { HttpClient } from '@/tests/harness/http-client';
import { RepositoryClient } from '@/tests/harness/push';
import { until } from '@/tests/harness/until';
import { type ApiServer, password, startApiServer } from '../testing/api-server';
import { addPeople } from '../testing/people';
import { listenersOfOneMax } from './live-places';

const basic = (name: string) => `Basic ${btoa(`${name}:${password}`)}`;
const rules = [{ subjects: ['user:alice'], repositories: ['team/**'], actions: ['pull', 'push', 'delete'] }];
const digest = `sha256:${'0'.repeat(64)}` as Digest;
let api: ApiServer;
let left: (() => void)[] = [];
let isClosed = false;

beforeEach(async () => {
  isClosed = false;
  left = [];
  api = await startApiServer({
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_ACCESS_RULES: JSON.stringify(rules),
    CYBERDOCK_SERVER_DRAIN_TIMEOUT: '1m',
  });
  addPeople(api.server);
});

afterEach(async () => {
  for (const leave of left) leave();
  if (!isClosed) await api.close();
});

/** Somebody who listens, and what they were told. */
async function listen(headers: Record<string, string>, query = '') {
  const gone = new AbortController();
  left.push(() => gone.abort());
  const answer = await fetch(`http://127.0.0.1:${api.port}/api/v1/events${query}`, {
    headers,
    signal: gone.signal,
  });
  const heard: LiveEvent[] = [];
  const listener = {
    status: answer.status,
    headers: answer.headers,
    heard,
    leave: () => gone.abort(),
    hasEnded: false,
  };
  void (async () => {
    let text = '';
    for await (const part of answer.body ?? []) {
      text += Buffer.from(part).toString();
      const messages = text.split('\n\n');
      text = messages.pop() ?? '';
      for (const message of messages)
        if (message.startsWith('data: ')) heard.push(liveEvent.parse(JSON.parse(message.slice(6))));
    }
  })()
    .catch(() => undefined) // It was left, or cut.
    .finally(() => {
      listener.hasEnded = true;
    });
  return listener;
}

const listenAs = (name: string) => listen({ Authorization: basic(name) });

async function push(name: string, repository: string, tag: string): Promise<void> {
  const http = new HttpClient(api.port);
  http.headers = { authorization: basic(name) };
  await new RepositoryClient(http, repository).pushImage(tag, []);
  http.close();
}

/** A tag that moves, without the uploads of a push. */
function move(repository: string, tag: string): void {
  const change = { tag: tag as Tag, to: digest };
  const origin = { actor: 'root', cause: 'push' } as const;
  recordTagEvents(api.server.content.parts.database, repository as RepositoryName, origin, [change]);
}

const named = (heard: readonly LiveEvent[]) =>
  heard.flatMap((event) => (event.topic === 'repository' ? [event.repository] : []));

describe('who listens', () => {
  test('is told within a second of a push to what they may pull, and of nothing else', async () => {
    const [alice, root] = [await listenAs('alice'), await listenAs('root')];
    expect(alice.status).toBe(200);
    expect(alice.headers.get('content-type')).toBe('text/event-stream');
    expect(alice.headers.get('cache-control')).toBe('no-store');
    expect(alice.headers.get('x-accel-buffering')).toBe('no');
    await push('root', 'secret/app', 'v1');
    const pushedAt = performance.now();
    await push('alice', 'team/app', 'v1');
    await until('alice was told', () => named(alice.heard).includes('team/app'));
    expect(performance.now() - pushedAt).toBeLessThan(2_000);
    await until('root was told', () => named(root.heard).length >= 2);
    expect(new Set(named(root.heard))).toEqual(new Set(['secret/app', 'team/app']));
    expect(JSON.stringify(alice.heard)).not.toContain('secret');
  });

  test('is told of what another process pushes', async () => {
    const alice = await listenAs('alice');
    const program = path.resolve(import.meta.dirname, '../../../storage/testing/tag-pusher.ts');
    const other = spawn(process.execPath, ['--import', 'tsx', program, api.root], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');
    other.stdin.write('team/other latest text\n');
    await until('alice was told', () => named(alice.heard).includes('team/other'));
    other.stdin.end();
    await once(other, 'exit');
  });

  test('is told of uploads that go on, where they may pull', async () => {
    const [alice, root] = [await listenAs('alice'), await listenAs('root')];
    const http = new HttpClient(api.port);
    http.headers = { authorization: basic('root') };
    await new RepositoryClient(http, 'secret/app').startUpload();
    await until('root was told', () => root.heard.some(({ topic }) => topic === 'uploads'));
    move('team/app', 'v1');
    await until('alice was told of that', () => named(alice.heard).length > 0);
    // Not even that something is being pushed.
    expect(alice.heard.map(({ topic }) => topic)).not.toContain('uploads');
    await new RepositoryClient(http, 'team/app').startUpload();
    const uploadsOf = (heard: readonly LiveEvent[]) =>
      heard.flatMap((event) => (event.topic === 'uploads' ? event.uploads : []));
    await until('both are told', () => [alice, root].every(({ heard }) => uploadsOf(heard).length > 0));
    expect(uploadsOf(alice.heard).map(({ repository }) => repository)).not.toContain('secret/app');
    await until('all is told', () =>
      uploadsOf(root.heard).some(({ repository, count }) => repository === 'secret/app' && count === 1),
    );
    http.close();
  });

  test('is told of what changed a moment before, where they ask for it', async () => {
    move('team/app', 'v1');
    move('secret/app', 'v1');
    const alice = await listen({ Authorization: basic('alice') }, '?lastMs=60000');
    const later = await listenAs('alice');
    await until('it is told', () => alice.heard.length > 0);
    move('team/other', 'v1');
    await until('both are told', () =>
      [alice, later].every(({ heard }) => named(heard).includes('team/other')),
    );
    expect(named(alice.heard)).toEqual(['team/app', 'team/other']);
    expect(named(later.heard)).toEqual(['team/other']);
  });

  test('is told of runs as an administrator or an auditor, and not as a user', async () => {
    const [alice, carol] = [await listenAs('alice'), await listenAs('carol')];
    expect(
      (await api.ask('/api/v1/jobs', { method: 'POST', as: 'root', json: { kind: 'plan' } })).status,
    ).toBe(202);
    await until('carol was told', () => carol.heard.some(({ topic }) => topic === 'jobs'));
    await push('alice', 'team/app', 'v1');
    await until('alice was told of the push', () => named(alice.heard).length > 0);
    expect(alice.heard.map(({ topic }) => topic)).not.toContain('jobs');
  });

  test('is told of everything when there is too much, and only where they see it', async () => {
    const [alice, root] = [await listenAs('alice'), await listenAs('root')];
    api.server.content.parts.database.transaction(() => {
      for (let count = 0; count < 300; count += 1) move(`secret/app-${count}`, 'v1');
      move('team/app', 'v1');
    });
    await until('root was told', () => root.heard.some(({ topic }) => topic === 'everything'));
    await until('alice was told', () => alice.heard.length > 0);
    expect(alice.heard).toEqual([{ topic: 'repository', repository: 'team/app' }]);
  });
});

describe('listening ends', () => {
  test('with the session, before anything more is told', async () => {
    const { auth } = api.server;
    const generation = auth.accounts.get('alice')?.generation ?? '';
    const sender = { address: undefined, client: undefined };
    const { session, text } = auth.sessions.create({ account: 'alice', generation }, sender);
    const alice = await listen({ Cookie: `cyberdock-${api.port}=${text}` });
    expect(alice.status).toBe(200);
    await push('root', 'team/app', 'v1');
    await until('alice was told', () => named(alice.heard).length > 0);
    auth.sessions.end(session.id, 'alice');
    const before = alice.heard.length;
    await push('root', 'team/app', 'v2');
    await until('it has ended', () => alice.hasEnded);
    expect(named(alice.heard.slice(before))).toEqual([]);
  });

  test('when the account is disabled', async () => {
    const alice = await listenAs('alice');
    api.server.auth.accounts.setDisabled('alice', true);
    api.server.auth.directory.forget();
    await push('root', 'team/app', 'v1');
    await until('it has ended', () => alice.hasEnded);
    expect(named(alice.heard)).toEqual([]);
  });

  test('when the server ends, which need not wait for who listens', async () => {
    const alice = await listenAs('alice');
    isClosed = true;
    await api.close();
    await until('it has ended', () => alice.hasEnded);
  }, 20_000);
});

describe('a place', () => {
  test('is refused to who has many, and free again when a tab is closed', async () => {
    const all = await Promise.all(Array.from({ length: listenersOfOneMax }, () => listenAs('alice')));
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
    const refused = await api.ask('/api/v1/events', { as: 'alice' });
    expect(refused.status).toBe(429);
    expect(refused.json.error).toMatchObject({ code: 'busy', retryAfterS: 60 });
    expect((await listenAs('carol')).status).toBe(200);
    all[0]?.leave();
    await until('a place is free', async () => {
      const one = await listenAs('alice');
      return one.status === 200;
    });
  });

  test('is not taken by HEAD, which has an end', async () => {
    for (let count = 0; count <= listenersOfOneMax; count += 1) {
      const answer = await fetch(`http://127.0.0.1:${api.port}/api/v1/events`, {
        method: 'HEAD',
        headers: { Authorization: basic('alice') },
      });
      expect(answer.status).toBe(200);
    }
  });

  test('is for who may look at repositories', async () => {
    expect((await api.ask('/api/v1/events')).status).toBe(401);
  });
});
