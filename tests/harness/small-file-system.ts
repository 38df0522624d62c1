import { execFileSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A file system of its own that can be filled up. */
export interface SmallFileSystem {
  folder: string;
  /** Takes all but about `leftBytes`. */
  fill: (leftBytes: number) => Promise<void>;
  /** Takes every inode, so that no file can be made though there are bytes. */
  takeInodes: () => void;
  /** Gives back what `fill` and `takeInodes` took. */
  free: () => Promise<void>;
  unmount: () => Promise<void>;
}

/**
 * Mounts a tmpfs.
 * @throws when this process may not mount: then a test cannot make a disk full, and must not pass.
 */
export async function mountSmallFileSystem(bytes: number): Promise<SmallFileSystem> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-small-'));
  const inodes = 10_000;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},nr_inodes=${inodes}`, 'tmpfs', folder], {
      stdio: 'pipe',
    });
  } catch (cause) {
    throw new Error('mount(8) of a tmpfs is not permitted here: run the tests of a full disk as root', {
      cause,
    });
  }
  const filler = path.join(folder, 'filler');
  return {
    folder,
    fill: async (leftBytes) => {
      const file = await open(filler, 'a');
      const piece = Buffer.alloc(65_536);
      try {
        for (;;) {
          const { bavail, bsize } = statfsSync(folder);
          const takeBytes = Math.min(piece.length, bavail * bsize - leftBytes);
          if (takeBytes <= 0) return;
          await file.write(piece, 0, takeBytes);
        }
      } finally {
        await file.close();
      }
    },
    takeInodes: () => {
      const used = inodes - statfsSync(folder).ffree;
      execFileSync('mount', ['-o', `remount,nr_inodes=${used}`, folder], { stdio: 'pipe' });
    },
    free: async () => {
      await rm(filler, { force: true });
      execFileSync('mount', ['-o', `remount,nr_inodes=${inodes}`, folder], { stdio: 'pipe' });
    },
    unmount: async () => {
      execFileSync('umount', [folder], { stdio: 'pipe' });
      await rm(folder, { recursive: true });
    },
  };
}
