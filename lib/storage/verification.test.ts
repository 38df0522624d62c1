import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import { type FileStat, FileSystemDriver } from './driver';
import { SmallCache } from './small-cache';
import { faultOf, temporaryFolder } from './testing/open-storage';
import { Verification } from './verification';

async function fileOf(content: string) {
  const driver = new FileSystemDriver(false);
  const file = path.join(await temporaryFolder(), 'file');
  await fs.writeFile(file, content);
  const stat = (await driver.stat(file)) as FileStat;
  let opened = 0;
  const open = () => {
    opened += 1;
    return driver.open(file);
  };
  return { file, stat, open, opened: () => opened, digest: digestOf(Buffer.from(content)) };
}

describe('Verification', () => {
  it('reads a file once for all who wait, however many', async () => {
    const { stat, open, opened, digest } = await fileOf('x'.repeat(3_000_000));
    const verification = new Verification();
    const checks = Array.from({ length: 50 }, () => verification.check(digest, stat, open));
    expect(new Set(await Promise.all(checks))).toEqual(new Set([true]));
    expect(opened()).toBe(1);
    expect(verification.isRead(digest, stat)).toBe(true);
  });

  it('does not take what was written for what was read', async () => {
    const { stat, digest } = await fileOf('content');
    const verification = new Verification();
    verification.markWritten(digest, stat);
    expect([verification.isKnown(digest, stat), verification.isRead(digest, stat)]).toEqual([true, false]);
  });

  it('sees that bytes do not match, and forgets that they were thought to', async () => {
    const { stat, open, digest } = await fileOf('content');
    const verification = new Verification();
    const other = digestOf(Buffer.from('other'));
    verification.markWritten(other, stat);
    expect(await verification.check(other, stat, open)).toBe(false);
    expect(verification.isKnown(other, stat)).toBe(false);
    expect(verification.matches(digest, stat, Buffer.from('contenT'))).toBe(false);
    expect(verification.isKnown(digest, stat)).toBe(false);
  });

  it('vouches for no other content in the same inode', async () => {
    const { stat, open, digest } = await fileOf('content');
    const verification = new Verification();
    expect(await verification.check(digest, stat, open)).toBe(true);
    expect(verification.isKnown(digestOf(Buffer.from('other')), stat)).toBe(false);
  });

  it('does not vouch for a file that another one replaced before it was read', async () => {
    const { file, stat, open, digest } = await fileOf('content');
    const verification = new Verification();
    await fs.writeFile(`${file}.new`, 'content');
    await fs.rename(`${file}.new`, file);
    expect(await verification.check(digest, stat, open)).toBe(false);
    expect(verification.isKnown(digest, stat)).toBe(false);
  });

  it('can be asked again after the disk failed', async () => {
    const { stat, open, digest } = await fileOf('content');
    const verification = new Verification();
    const failing = () => Promise.reject(new Error('EIO'));
    expect(await faultOf(verification.check(digest, stat, failing))).toMatchObject({ message: 'EIO' });
    expect(await verification.check(digest, stat, open)).toBe(true);
  });
});

describe('SmallCache', () => {
  const stat = (inode: number): FileStat => ({
    isFile: true,
    isFolder: false,
    isSymlink: false,
    size: 4,
    links: 1,
    inode,
    modifiedAtMs: 1000,
    changedAtMs: 1000,
    owner: 0,
    mode: 0o640,
  });
  const [one, other] = [digestOf(Buffer.from('one')), digestOf(Buffer.from('other'))];

  it('gives content for its own digest and file alone, even when an inode is used again at once', () => {
    const cache = new SmallCache(100_000);
    cache.set(one, stat(7), Buffer.from('one!'));
    expect(cache.get(one, stat(7))?.toString()).toBe('one!');
    expect(cache.get(other, stat(7))).toBeUndefined();
    expect(cache.get(one, { ...stat(7), modifiedAtMs: 1000.25 })).toBeUndefined();
    expect(cache.get(one, stat(8))).toBeUndefined();
  });

  it('holds no more than it may', () => {
    const cache = new SmallCache(100_000);
    for (let at = 0; at < 1000; at++) cache.set(one, stat(at), Buffer.alloc(1000));
    const held = Array.from({ length: 1000 }, (_, at) => cache.get(one, stat(at))?.length ?? 0);
    const bytes = held.reduce((sum, length) => sum + length, 0);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThanOrEqual(100_000);
    cache.set(one, stat(5000), Buffer.alloc(50_000));
    expect(cache.get(one, stat(5000))).toBeUndefined();
  });

  it('keeps nothing when it may hold nothing', () => {
    const cache = new SmallCache(0);
    cache.set(one, stat(1), Buffer.alloc(0));
    expect(cache.get(one, stat(1))).toBeUndefined();
  });
});
