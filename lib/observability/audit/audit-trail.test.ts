import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type AuditRecord, toLine } from './audit-record';
import { AuditTrail, batchMax } from './audit-trail';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const record = (reference = ''): AuditRecord => ({
  atMs: 0,
  actor: 'someone',
  action: 'tag.push',
  result: 'ok',
  reference,
});

/** A place that notes what it is given, and fails while `broken`. */
function place(name: string) {
  const batches: AuditRecord[][] = [];
  const sink = {
    name,
    broken: false,
    batches,
    append: (records: readonly AuditRecord[]) => {
      if (sink.broken) throw new Error('broken');
      batches.push([...records]);
      return records.length;
    },
  };
  return sink;
}

function trail(...sinks: ReturnType<typeof place>[]) {
  const reported = { failed: [] as string[], lost: 0 };
  const made = new AuditTrail(sinks, {
    onFailed: (sink) => reported.failed.push(sink),
    onLost: (_, records) => {
      reported.lost += records;
    },
  });
  return { made, reported };
}

describe('AuditTrail', () => {
  test('writes what came within a second together', () => {
    const sink = place('file');
    const { made } = trail(sink);
    made.record(record('1'));
    made.record(record('2'));
    expect(sink.batches).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(sink.batches.map((batch) => batch.map(({ reference }) => reference))).toEqual([['1', '2']]);
    vi.advanceTimersByTime(60_000);
    expect(sink.batches).toHaveLength(1);
  });

  test('writes at once when 200 wait, and never more than that in one batch', () => {
    const sink = place('file');
    const { made } = trail(sink);
    for (let at = 0; at < batchMax * 2 + 1; at++) made.record(record());
    expect(sink.batches.map((batch) => batch.length)).toEqual([batchMax, batchMax]);
    made.close();
    expect(sink.batches.map((batch) => batch.length)).toEqual([batchMax, batchMax, 1]);
  });

  test('a place that fails keeps its records waiting, the other goes on; nothing is lost or doubled', () => {
    const [file, table] = [place('file'), place('table')];
    const { made, reported } = trail(file, table);
    file.broken = true;
    for (const reference of ['1', '2', '3']) {
      made.record(record(reference));
      vi.advanceTimersByTime(1_000);
    }
    expect(table.batches.flat()).toHaveLength(3);
    expect(reported).toEqual({ failed: ['file'], lost: 0 });
    file.broken = false;
    vi.advanceTimersByTime(1_000);
    expect(file.batches.flat().map(({ reference }) => reference)).toEqual(['1', '2', '3']);
    expect(table.batches.flat()).toHaveLength(3);
  });

  test('a place that fails for long holds a bounded number of records, and tells how many it gave up', () => {
    const file = place('file');
    const { made, reported } = trail(file);
    file.broken = true;
    for (let at = 0; at < 10_600; at++) made.record(record(String(at)));
    expect(reported.lost).toBe(600);
    file.broken = false;
    made.close();
    const kept = file.batches.flat().map(({ reference }) => Number(reference));
    expect(kept).toHaveLength(10_000);
    expect([kept[0], kept.at(-1)]).toEqual([600, 10_599]);
  });

  test('a record that a client made as large as it could is one line of less than 4096 bytes', () => {
    const sink = place('file');
    const { made } = trail(sink);
    for (const character of ['\u0001', '"', '☃', '\n', '\ud83d']) {
      const client = character.repeat(100_000);
      const detail = { long: character.repeat(300) };
      made.record({ ...record(), client, repository: 'r'.repeat(255), reference: client, detail });
    }
    made.close();
    const lines = sink.batches.flat().map(toLine);
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      expect(Buffer.byteLength(line)).toBeLessThan(4096);
      expect(line).not.toContain('\n');
    }
  });
});
