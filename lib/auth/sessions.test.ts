import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Database } from '@/lib/database/database';
import { type FoundSession, Sessions } from './sessions';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const limits = { lifetimeMs: 7 * 24 * hourMs, idleMs: 12 * hourMs };
const sender = { address: '192.0.2.7', client: 'Mozilla/5.0' };
const bob = { account: 'bob', generation: 'first' };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** The sessions of as many processes as are asked for, on one database. */
function open(processes = 1, settings = limits) {
  const folder = mkdtempSync(path.join(tmpdir(), 'cyberdock-sessions-'));
  const databases = Array.from(
    { length: processes },
    () => Database.open(path.join(folder, 'cyberdock.db')).database,
  );
  const close = () => {
    for (const database of databases) database.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const sessions = databases.map((database) => new Sessions(database, settings));
  return { sessions: sessions as [Sessions, ...Sessions[]], databases, close };
}

function openOne(settings = limits) {
  const { sessions, databases, close } = open(1, settings);
  onTestFinished(close);
  return { sessions: sessions[0], database: databases[0] as Database };
}

const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

describe('Sessions', () => {
  test('a session is found by the whole text of its cookie alone, and its secret is stored nowhere', () => {
    const { sessions, database } = openOne();
    const { session, text } = sessions.create(bob, sender);
    expect(text).toMatch(/^cds_[0-9a-f]{18}_[A-Za-z0-9_-]{43}$/);
    expect(sessions.find(text, sender)).toEqual({ session });
    expect(session).toMatchObject({ ...bob, ...sender });
    const last = text.at(-1) === 'A' ? 'E' : 'A';
    const wrong = ['', 'cds_', text.slice(0, -1), `${text.slice(0, -1)}${last}`, `${text} `];
    for (const one of [...wrong, text.toUpperCase(), text.replace('cds', 'cdt')])
      expect(sessions.find(one, sender)).toBeUndefined();
    const stored = JSON.stringify(database.all(database.query.selectFrom('session').selectAll()));
    expect(stored).not.toContain(text.slice(-43));
  });

  test('ends after its lifetime, however often it is used', () => {
    const { sessions } = openOne();
    const { text, session } = sessions.create(bob, sender);
    expect(session.endsAtMs).toBe(Date.now() + limits.lifetimeMs);
    for (let at = 0; at < limits.lifetimeMs; at += 6 * hourMs) {
      expect(sessions.find(text, sender)).toBeDefined();
      pass(6 * hourMs);
    }
    expect(sessions.find(text, sender)).toBeUndefined();
    expect(sessions.list('bob', 'first')).toEqual([]);
  });

  test.each([1 * minuteMs, 12 * hourMs])('ends when it was not used for %i ms, and not before', (idleMs) => {
    const { sessions } = openOne({ ...limits, idleMs });
    const { text } = sessions.create(bob, sender);
    for (let uses = 0; uses < 10; uses++) {
      pass(0.7 * idleMs);
      expect(sessions.find(text, sender)).toBeDefined();
    }
    pass(idleMs);
    expect(sessions.find(text, sender)).toBeUndefined();
  });

  test('uses within a minute are one write; the address and browser of the last are kept', () => {
    const { sessions } = openOne();
    const { text, session } = sessions.create(bob, sender);
    const other = { address: '2001:db8::1', client: 'curl/8' };
    pass(30_000);
    expect(sessions.find(text, other)?.session).toEqual(session);
    pass(30_000);
    expect(sessions.find(text, other)?.session).toEqual({ ...session, ...other, seenAtMs: Date.now() });
    expect(sessions.list('bob', 'first')).toEqual([{ ...session, ...other, seenAtMs: Date.now() }]);
    pass(2 * minuteMs);
    const { session: cut } = sessions.find(text, { ...other, client: 'x'.repeat(5_000) }) as FoundSession;
    expect(cut.client).toHaveLength(256);
  });

  test('has another secret after an hour, if the answer can bring one; the old one ends a minute later', () => {
    const { sessions } = openOne();
    const { text, session } = sessions.create(bob, sender);
    pass(hourMs - 1);
    expect(sessions.find(text, sender, { renews: true })?.renewed).toBeUndefined();
    pass(1);
    expect(sessions.find(text, sender)?.renewed).toBeUndefined();
    const renewed = sessions.find(text, sender, { renews: true })?.renewed as string;
    expect(renewed).toContain(session.id);
    expect(renewed).not.toBe(text);
    expect(sessions.find(text, sender, { renews: true })).toMatchObject({ session: { id: session.id } });
    expect(sessions.find(text, sender, { renews: true })?.renewed).toBeUndefined();
    pass(1);
    expect(sessions.find(renewed, sender)).toBeDefined();
    pass(minuteMs - 2);
    expect(sessions.find(text, sender)).toBeDefined();
    pass(1);
    expect(sessions.find(text, sender)).toBeUndefined();
    expect(sessions.find(renewed, sender)).toBeDefined();
  });

  test('an answer with a new secret that never came back is made good, as often as it takes', () => {
    const { sessions } = openOne();
    const { text } = sessions.create(bob, sender);
    pass(hourMs);
    const lost = [sessions.find(text, sender, { renews: true })?.renewed as string];
    for (let times = 0; times < 5; times++) {
      pass(5 * minuteMs);
      lost.push(sessions.find(text, sender, { renews: true })?.renewed as string);
    }
    const got = lost.pop() as string;
    expect(new Set([text, got, ...lost]).size).toBe(7);
    for (const one of lost) expect(sessions.find(one, sender)).toBeUndefined();
    expect(sessions.find(got, sender)).toBeDefined();
  });

  test('one that is ended, alone or with all others of the account, stays so', () => {
    const { sessions } = openOne();
    const [one, two, three] = [1, 2, 3].map(() => sessions.create(bob, sender));
    const eve = sessions.create({ account: 'eve', generation: 'hers' }, sender);
    if (!one || !two || !three) throw new Error('there are three');
    expect(sessions.end(one.session.id, 'eve')).toBe(false);
    expect(sessions.end('000000000000000000', 'bob')).toBe(false);
    expect(sessions.find(one.text, sender)).toBeDefined();
    expect(sessions.end(one.session.id, 'bob')).toBe(true);
    expect(sessions.end(one.session.id, 'bob')).toBe(false);
    expect(sessions.find(one.text, sender)).toBeUndefined();
    sessions.endAll('bob', two.session.id);
    expect(sessions.find(three.text, sender)).toBeUndefined();
    expect(sessions.find(two.text, sender)).toBeDefined();
    sessions.endAll('bob');
    expect(sessions.find(two.text, sender)).toBeUndefined();
    expect(sessions.find(eve.text, sender)).toBeDefined();
  });

  test('a renewed one has the new generation, and every copy of its old cookie ends at once', () => {
    const { sessions } = openOne();
    const { text, session } = sessions.create(bob, sender);
    pass(hourMs);
    const rotated = sessions.find(text, sender, { renews: true })?.renewed as string;
    const renewed = sessions.renew(session.id, 'second');
    expect(sessions.find(text, sender)).toBeUndefined();
    expect(sessions.find(rotated, sender)).toBeUndefined();
    expect(sessions.find(renewed, sender)?.session).toMatchObject({ id: session.id, generation: 'second' });
    expect(sessions.list('bob', 'first')).toEqual([]);
    expect(sessions.list('bob', 'second')).toHaveLength(1);
  });

  test('an account has at most 50: the one that was not used for longest makes room', () => {
    const { sessions, database } = openOne();
    const texts = Array.from({ length: 50 }, () => {
      pass(minuteMs);
      return sessions.create(bob, sender).text;
    });
    pass(minuteMs);
    sessions.find(texts[0] as string, sender);
    sessions.create(bob, sender);
    expect(sessions.find(texts[0] as string, sender)).toBeDefined();
    expect(sessions.find(texts[1] as string, sender)).toBeUndefined();
    expect(sessions.find(texts[2] as string, sender)).toBeDefined();
    expect(sessions.list('bob', 'first')).toHaveLength(50);
    pass(limits.idleMs);
    sessions.expire();
    expect(database.all(database.query.selectFrom('session').selectAll())).toEqual([]);
  });
});

/** More than a request and its answer take together, to and fro, is a lost connection. */
const latencyMsMax = 29_000;

/** One request of a tab: how long it waits before, is on its way, and its answer; which process takes it. */
const sent = fc.record({
  waitMs: fc.oneof(fc.nat(1_000), fc.nat(2 * minuteMs), fc.nat(2 * hourMs)),
  thereMs: fc.oneof(fc.nat(10), fc.nat(latencyMsMax)),
  backMs: fc.oneof(fc.nat(10), fc.nat(latencyMsMax)),
  process: fc.nat(1),
  renews: fc.boolean(),
  isLost: fc.boolean(),
});

describe('a browser', () => {
  test('is never signed out while several tabs ask several processes, and answers are late or lost', () => {
    fc.assert(
      fc.property(fc.array(fc.array(sent, { maxLength: 25 }), { minLength: 1, maxLength: 3 }), (tabs) => {
        const { sessions, close } = open(2);
        try {
          const events: { atMs: number; happens: () => void }[] = [];
          const first = sessions[0].create(bob, sender).text;
          let jar = first;
          const startMs = Date.now();
          const everything: string[] = [];
          for (const requests of tabs) {
            let atMs = startMs;
            for (const { waitMs, thereMs, backMs, process, renews, isLost } of requests) {
              atMs += waitMs;
              const sentAtMs = atMs;
              let cookie = '';
              const handle = () => {
                const found = sessions[process]?.find(cookie, sender, { renews });
                expect(found, `a request of ${thereMs} ms`).toBeDefined();
                const renewed = found?.renewed;
                if (renewed === undefined) return;
                everything.push(renewed);
                if (isLost) return;
                events.push({ atMs: Date.now() + backMs, happens: () => (jar = renewed) });
              };
              const send = () => {
                cookie = jar;
                events.push({ atMs: sentAtMs + thereMs, happens: handle });
              };
              events.push({ atMs: sentAtMs, happens: send });
            }
          }
          for (;;) {
            events.sort((a, b) => b.atMs - a.atMs);
            const next = events.pop();
            if (!next) break;
            vi.setSystemTime(next.atMs);
            next.happens();
          }
          // What it has now is good, or gets it another one; with that seen, nothing else is, a minute later.
          for (const _ of ['gets', 'has been seen']) {
            pass(minuteMs);
            const found = sessions[0].find(jar, sender, { renews: true });
            expect(found).toBeDefined();
            jar = found?.renewed ?? jar;
          }
          pass(1);
          expect(sessions[0].find(jar, sender)).toBeDefined();
          pass(minuteMs);
          const good = [first, ...everything, jar].filter((text) => sessions[1]?.find(text, sender));
          expect(new Set(good)).toEqual(new Set([jar]));
        } finally {
          close();
          vi.setSystemTime(1_800_000_000_000);
        }
      }),
      { numRuns: 150 },
    );
  });
});
