import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AuditRecord } from '@/lib/observability/audit/audit-record';
import { temporaryFolder } from '@/lib/storage/testing/open-storage';
import { AuditStore } from './audit-store';
import { Database } from './database';

async function openStore(): Promise<AuditStore> {
  const { database } = Database.open(path.join(await temporaryFolder(), 'cyberdock.db'));
  onTestFinished(() => database.close());
  return new AuditStore(database);
}

const record = (atMs: number, more: Partial<AuditRecord> = {}): AuditRecord => ({
  atMs,
  actor: 'someone',
  action: 'tag.delete',
  result: 'ok',
  ...more,
});

describe('AuditStore', () => {
  test('gives back what it was given', async () => {
    const store = await openStore();
    const full: AuditRecord = {
      atMs: 1_700_000_000_123,
      actor: 'alice "quoted" \\ ☃',
      address: '::1',
      client: 'docker/27.0',
      action: 'manifest.push',
      repository: 'library/alpine',
      reference: 'latest',
      digest: `sha256:${'a'.repeat(64)}`,
      result: 'ok',
      requestId: 'id',
      detail: { tags: ['a', 'b'], nested: { number: 1.5, nothing: null } },
    };
    store.append([full, record(1_700_000_000_122)]);
    const { records, next } = await store.list({}, { limit: 10 });
    expect(records[0]).toEqual(full);
    expect(JSON.parse(JSON.stringify(records[1]))).toEqual(record(1_700_000_000_122));
    expect(next).toBeUndefined();
  });

  test.each([1, 2, 3, 7, 100])(
    'pages of %i give every record once, the newest first, also of one moment',
    async (limit) => {
      const store = await openStore();
      const times = [5, 1, 3, 3, 3, 2, 4, 3, 5, 1];
      store.append(times.map((atMs, at) => record(atMs, { reference: String(at) })));
      const found: AuditRecord[] = [];
      let after: string | undefined;
      do {
        const page = await store.list({}, { limit, after });
        expect(page.records.length).toBeLessThanOrEqual(limit);
        found.push(...page.records);
        after = page.next;
      } while (after !== undefined);
      expect(found.map(({ atMs }) => atMs)).toEqual([...times].sort((a, b) => b - a));
      expect(new Set(found.map(({ reference }) => reference)).size).toBe(times.length);
    },
  );

  test('filters by time, actor, action or its first part, repository and result', async () => {
    const store = await openStore();
    store.append([
      record(1, { reference: 'a', action: 'tag.delete', repository: 'a/x' }),
      record(2, { reference: 'b', action: 'tag.rollback', actor: 'alice', repository: 'a/x' }),
      record(3, { reference: 'c', action: 'manifest.push', repository: 'b/x', result: 'DENIED' }),
    ]);
    const found = async (filter: Parameters<AuditStore['list']>[0]) =>
      (await store.list(filter, { limit: 10 })).records.map(({ reference }) => reference).join('');
    expect(await found({ sinceMs: 2 })).toBe('cb');
    expect(await found({ untilMs: 2 })).toBe('a');
    expect(await found({ actor: 'alice' })).toBe('b');
    expect(await found({ action: 'tag' })).toBe('ba');
    expect(await found({ action: 'tag.delete' })).toBe('a');
    expect(await found({ action: 'ta' })).toBe('');
    expect(await found({ repository: 'a/x', result: 'ok' })).toBe('ba');
    expect(await found({ result: 'DENIED' })).toBe('c');
  });

  test('finds what is rare behind thousands of other records, and lets others run meanwhile', async () => {
    const store = await openStore();
    const rare = (at: number) => at % 2_500 === 0;
    store.append(
      Array.from({ length: 12_000 }, (_, at) =>
        record(Math.floor(at / 3), rare(at) ? { actor: 'rare' } : {}),
      ),
    );
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 0);
    onTestFinished(() => clearInterval(counting));
    const found: number[] = [];
    let after: string | undefined;
    do {
      const page = await store.list({ actor: 'rare' }, { limit: 2, after });
      found.push(...page.records.map(({ atMs }) => atMs));
      expect(page.lookedBackToMs).toBeUndefined();
      after = page.next;
    } while (after !== undefined);
    expect(found).toEqual([10_000, 7_500, 5_000, 2_500, 0].map((at) => Math.floor(at / 3)));
    expect(turns).toBeGreaterThan(1);
  });

  test('says how far back it looked where that is not all, and goes on from there', async () => {
    const store = await openStore();
    store.append(Array.from({ length: 5_000 }, (_, at) => record(at, at === 10 ? { actor: 'rare' } : {})));
    const seen: (number | undefined)[] = [];
    const found: AuditRecord[] = [];
    let after: string | undefined;
    do {
      const page = await store.list({ actor: 'rare' }, { limit: 5, after, rowsMax: 2_000 });
      seen.push(page.lookedBackToMs);
      found.push(...page.records);
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual([3_000, 1_000, undefined]);
    expect(found.map(({ atMs }) => atMs)).toEqual([10]);
  });

  test('removes old records in small steps', async () => {
    const store = await openStore();
    store.append(Array.from({ length: 1_201 }, (_, at) => record(at)));
    const steps: number[] = [];
    for (;;) {
      const removed = store.expire(1_200);
      if (removed === 0) break;
      steps.push(removed);
    }
    expect(steps).toEqual([500, 500, 200]);
    expect((await store.list({}, { limit: 10 })).records.map(({ atMs }) => atMs)).toEqual([1_200]);
  });
});
