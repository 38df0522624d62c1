import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { AuditFile } from './audit-file';
import type { AuditRecord } from './audit-record';

function folder(): string {
  const made = fs.mkdtempSync(path.join(tmpdir(), 'cyberdock-audit-'));
  onTestFinished(() => fs.rmSync(made, { recursive: true, force: true }));
  return path.join(made, 'audit');
}

function open(at: string, options: Partial<{ bytesMax: number; ageMs: number }> = {}): AuditFile {
  const file = new AuditFile({ folder: at, bytesMax: 1024 ** 2, ageMs: 3_600_000, ...options });
  onTestFinished(() => file.close());
  return file;
}

const record = (reference: string): AuditRecord => ({
  atMs: Date.UTC(2026, 0, 31),
  actor: 'someone',
  action: 'tag.push',
  result: 'ok',
  reference,
});

const linesOf = (at: string) =>
  fs
    .readdirSync(at)
    .flatMap((name) => fs.readFileSync(path.join(at, name), 'utf8').split('\n').filter(Boolean));

describe('AuditFile', () => {
  test('has one JSON object a line, in the order in which they came', () => {
    const at = folder();
    expect(open(at).append([record('1'), record('2')])).toBe(2);
    const text = fs.readFileSync(path.join(at, 'audit.jsonl'), 'utf8');
    expect(text.endsWith('}\n')).toBe(true);
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        time: '2026-01-31T00:00:00.000Z',
        actor: 'someone',
        action: 'tag.push',
        reference: '1',
        result: 'ok',
      },
      {
        time: '2026-01-31T00:00:00.000Z',
        actor: 'someone',
        action: 'tag.push',
        reference: '2',
        result: 'ok',
      },
    ]);
  });

  test('goes on in the file that a process before it left', () => {
    const at = folder();
    open(at).append([record('1')]);
    open(at).append([record('2')]);
    expect(linesOf(at)).toHaveLength(2);
  });

  test('is set aside when it is full, under a name with the time; a new one is begun', () => {
    const at = folder();
    const file = open(at, { bytesMax: 300 });
    for (let n = 0; n < 10; n++) file.append([record(String(n))]);
    const aside = fs.readdirSync(at).filter((name) => name !== 'audit.jsonl');
    expect(aside.length).toBeGreaterThan(1);
    for (const name of aside) {
      expect(name).toMatch(/^audit-\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{8}\.jsonl$/);
      expect(fs.statSync(path.join(at, name)).size).toBeLessThan(600);
    }
    expect(
      linesOf(at)
        .map((line) => JSON.parse(line).reference)
        .sort(),
    ).toEqual(Array.from({ length: 10 }, (_, n) => String(n)));
  });

  test('removes what was set aside too long ago, and nothing else', () => {
    const at = folder();
    const file = open(at, { ageMs: 86_400_000 });
    file.append([record('now')]);
    for (const name of [
      'audit-20260101T000000.000Z-00000000.jsonl',
      'audit-20260130T120000.000Z-00000000.jsonl',
      'audit-20200101T000000.000Z.txt',
      'mine.jsonl',
    ])
      fs.writeFileSync(path.join(at, name), '');
    expect(file.expire(Date.UTC(2026, 0, 31))).toBe(1);
    expect(fs.readdirSync(at).sort()).toEqual([
      'audit-20200101T000000.000Z.txt',
      'audit-20260130T120000.000Z-00000000.jsonl',
      'audit.jsonl',
      'mine.jsonl',
    ]);
  });

  test('half a line that a crash left does not spoil the line after it', () => {
    const at = folder();
    open(at).append([record('1')]);
    fs.appendFileSync(path.join(at, 'audit.jsonl'), '{"time":"2026-01');
    open(at).append([record('2')]);
    expect(linesOf(at)).toEqual([
      expect.stringContaining('"reference":"1"'),
      '{"time":"2026-01',
      expect.stringContaining('"reference":"2"'),
    ]);
  });

  test('a disk that takes half a line: tells which records are whole, and writes the others again', () => {
    const at = folder();
    const file = open(at);
    file.append([record('0')]);
    const original = fs.writeSync;
    const write = vi
      .spyOn(fs, 'writeSync')
      .mockImplementationOnce(((fd: number, bytes: Buffer) =>
        original(fd, bytes.subarray(0, bytes.length - 10))) as typeof fs.writeSync);
    onTestFinished(() => write.mockRestore());
    const records = [record('1'), record('2')];
    expect(file.append(records)).toBe(1);
    expect(file.append(records.slice(1))).toBe(1);
    const parsed = linesOf(at).flatMap((line) => {
      try {
        return [JSON.parse(line).reference];
      } catch {
        return [];
      }
    });
    expect(parsed).toEqual(['0', '1', '2']);
  });

  test('a file that was moved away under it is begun anew', () => {
    const at = folder();
    const file = open(at);
    file.append([record('1')]);
    fs.renameSync(path.join(at, 'audit.jsonl'), path.join(at, 'shipped'));
    file.append([record('2')]);
    expect(fs.readFileSync(path.join(at, 'audit.jsonl'), 'utf8')).toContain('"reference":"2"');
    fs.rmSync(at, { recursive: true });
    expect(file.append([record('3')])).toBe(1);
    expect(linesOf(at)).toHaveLength(1);
  });

  test('two processes append and set aside at the same time: no line is lost, torn or doubled', async () => {
    const at = folder();
    const count = 3_000;
    const appender = fileURLToPath(new URL('./testing/appender.ts', import.meta.url));
    const run = (name: string) =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', appender, at, name, String(count), '8192']);
    await Promise.all([run('one'), run('other')]);
    const records = linesOf(at).map((line) => JSON.parse(line));
    for (const name of ['one', 'other']) {
      const references = records
        .filter(({ actor }) => actor === name)
        .map(({ reference }) => Number(reference));
      expect(references.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, n) => n));
    }
    expect(records).toHaveLength(2 * count);
    expect(fs.readdirSync(at).length).toBeGreaterThan(50);
  }, 120_000);
});
