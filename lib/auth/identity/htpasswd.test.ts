import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openTestAuth } from '../testing/open-auth';
import { Htpasswd, parseHtpasswd } from './htpasswd';
import { verifyPassword } from './password';

const hash = '$2b$04$1fVOLQaVZv3DfzusRWJVhOaHfZjVpHCBXSUjzkXQzvp7rzNyS9ho6';
/** As `htpasswd -B` writes it. */
const apache = '$2y$04$sqtH6Om5RU3dE0.BpyP2guzK.vwogqkWcEHDCpVsTpCFNn0rvfC3C';

describe('parseHtpasswd', () => {
  test('takes bcrypt in all its forms, comments, empty lines and either end of line', () => {
    const text = `# people\n\nalice:${hash}\r\nbob:${apache}\n  \ncarol:${hash.replace('2b', '2a')}`;
    const { hashes, problems } = parseHtpasswd(text);
    expect([...hashes.keys()]).toEqual(['alice', 'bob', 'carol']);
    expect(problems).toEqual([]);
  });

  test.each([
    ['alice:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=', /line 1: .*not hashed with bcrypt.*htpasswd -B/],
    ['alice:$apr1$x$y', /not hashed with bcrypt/],
    ['alice:secret', /not hashed with bcrypt/],
    ['alice:', /not hashed with bcrypt/],
    [`alice:${hash.slice(0, -1)}`, /not hashed with bcrypt/],
    [`alice:${hash.replace('$04$', '$99$')}`, /not hashed with bcrypt/],
    ['alice', /line 1 has no name and colon/],
    [`:${hash}`, /line 1 has no name and colon/],
  ])('leaves out %j and says why', (line, problem) => {
    const { hashes, problems } = parseHtpasswd(line);
    expect(hashes.size).toBe(0);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  test('the first line of a name counts, and the others are told', () => {
    const { hashes, problems } = parseHtpasswd(`alice:${hash}\nalice:${apache}`);
    expect(hashes.get('alice')).toBe(hash);
    expect(problems).toHaveLength(1);
  });

  test('both forms are verified', async () => {
    for (const stored of [hash, apache]) {
      expect(await verifyPassword('right horse battery', stored)).toBe(true);
      expect(await verifyPassword('right horse batter', stored)).toBe(false);
    }
  });
});

describe('Htpasswd', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  function open(text: string) {
    const { folder } = openTestAuth();
    const file = path.join(folder, 'htpasswd');
    writeFileSync(file, text);
    const problems: string[] = [];
    return { file, problems, htpasswd: new Htpasswd(file, (problem) => problems.push(problem)) };
  }

  test('is read again when it changes, in place or by a rename', () => {
    const { file, htpasswd } = open(`alice:${hash}`);
    expect(htpasswd.hashOf('alice')).toBe(hash);
    writeFileSync(file, `alice:${apache}\nbob:${hash}\n`);
    vi.advanceTimersByTime(1_001);
    expect(htpasswd.hashOf('alice')).toBe(apache);
    writeFileSync(`${file}.new`, `bob:${hash}`);
    renameSync(`${file}.new`, file);
    vi.advanceTimersByTime(1_001);
    expect(htpasswd.names()).toEqual(['bob']);
  });

  test('one that can’t be read any more leaves what was read last, and is told once', () => {
    const { file, htpasswd, problems } = open(`alice:${hash}`);
    expect(htpasswd.hashOf('alice')).toBe(hash);
    rmSync(file);
    for (let n = 0; n < 3; n++) {
      vi.advanceTimersByTime(1_001);
      expect(htpasswd.hashOf('alice')).toBe(hash);
    }
    expect(problems).toEqual([expect.stringContaining("can't be read")]);
    writeFileSync(file, `bob:${hash}`);
    vi.advanceTimersByTime(1_001);
    expect(htpasswd.names()).toEqual(['bob']);
  });

  test('a thousand users are read once, and found without looking through them', () => {
    const lines = Array.from({ length: 1_000 }, (_, index) => `user${index}:${hash}`);
    const { file, htpasswd } = open(lines.join('\n'));
    const startedAt = Date.now();
    expect(htpasswd.hashOf('user999')).toBe(hash);
    expect(Date.now() - startedAt).toBeLessThan(500);
    const lookedAt = Date.now();
    for (let count = 0; count < 20_000; count += 1) {
      expect(htpasswd.hashOf('user999')).toBe(hash);
      expect(htpasswd.hashOf('mallory')).toBeUndefined();
    }
    expect(Date.now() - lookedAt).toBeLessThan(5_000);
    writeFileSync(file, `${lines.slice(1).join('\n')}\nlast:${apache}\n`);
    vi.advanceTimersByTime(1_001);
    expect(htpasswd.names()).toHaveLength(1_000);
    expect(htpasswd.hashOf('user0')).toBeUndefined();
    expect(htpasswd.hashOf('last')).toBe(apache);
  });

  test('mistakes in it are told with the file, once for each change', () => {
    const { file, htpasswd, problems } = open('alice:secret');
    htpasswd.names();
    vi.advanceTimersByTime(5_000);
    htpasswd.names();
    expect(problems).toEqual([expect.stringContaining(`${file}, line 1`)]);
  });
});
