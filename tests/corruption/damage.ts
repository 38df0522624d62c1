import { lstat, mkdir, open, readlink, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Random } from '../harness/random';

/** What can become of a file. */
export const damages = ['flip', 'truncate', 'extend', 'replace', 'delete', 'folder', 'symlink'] as const;
export type Damage = (typeof damages)[number];

/** Damages a file or a symlink. @returns what was done, in words */
export async function inflict(file: string, damage: Damage, random: Random): Promise<string> {
  const stat = await lstat(file);
  if (stat.isSymbolicLink()) return await inflictOnSymlink(file, damage, random);
  switch (damage) {
    case 'flip':
      return await flip(file, random);
    case 'truncate': {
      const size = random.integer(0, stat.size - 1);
      await truncate(file, size);
      return `truncated from ${stat.size} to ${size} bytes`;
    }
    case 'extend': {
      const handle = await open(file, 'a');
      // No blank: JSON with blanks after it is still the same.
      await handle.write(Buffer.alloc(random.integer(1, 5000), '#')).finally(() => handle.close());
      return 'extended';
    }
    case 'replace': {
      const bytes = random.bytes(stat.size);
      await rm(file);
      await writeFile(file, bytes, { mode: 0o640 });
      return 'replaced by random bytes of the same size';
    }
    default:
      return await inflictOnName(file, damage, random);
  }
}

/** A symlink has no bytes to change in place: it is another one then. */
async function inflictOnSymlink(file: string, damage: Damage, random: Random): Promise<string> {
  const target = await readlink(file);
  const other = changedTarget(target, damage, random);
  if (other === undefined) return await inflictOnName(file, damage, random);
  await rm(file);
  await symlink(other, file);
  return `points to ${other} instead of ${target}`;
}

function changedTarget(target: string, damage: Damage, random: Random): string | undefined {
  switch (damage) {
    case 'flip': {
      const at = random.integer(0, target.length - 1);
      const code = target.charCodeAt(at) ^ (1 << random.integer(0, 4));
      // No name has a zero byte or goes through a folder more.
      const changed = code === 0 || code === 47 ? '_' : String.fromCharCode(code);
      return target.slice(0, at) + changed + target.slice(at + 1);
    }
    case 'truncate':
      return target.slice(0, random.integer(1, target.length - 1));
    case 'extend':
      return `${target}${'0'.repeat(random.integer(1, 60))}`;
    case 'replace':
      return target.slice(0, -64) + random.bytes(32).toString('hex');
    default:
      return undefined;
  }
}

async function inflictOnName(file: string, damage: Damage, random: Random): Promise<string> {
  await rm(file);
  if (damage === 'delete') return 'deleted';
  if (damage === 'symlink') {
    const target = random.pick(['/etc/hostname', 'nowhere', '../../../..']);
    await symlink(target, file);
    return `replaced by a symlink to ${target}`;
  }
  await mkdir(file, { mode: 0o750 });
  if (random.chance(0.7)) return 'replaced by an empty folder';
  await writeFile(path.join(file, 'precious'), 'mine', { mode: 0o640 });
  return 'replaced by a folder with something in it';
}

/** Turns bits; as a bad disk does, often without a trace in the times. */
async function flip(file: string, random: Random): Promise<string> {
  const { atime, mtime, size } = await lstat(file);
  const handle = await open(file, 'r+');
  const positions: number[] = [];
  for (let left = random.integer(1, 3); left > 0; left--) {
    const position = random.integer(0, size - 1);
    if (positions.includes(position)) continue; // Twice the same bit would be no damage.
    positions.push(position);
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, position);
    await handle.write(Buffer.from([(byte[0] ?? 0) ^ (1 << random.integer(0, 7))]), 0, 1, position);
  }
  await handle.close();
  if (random.chance(0.5)) await utimes(file, atime, mtime);
  return `bits turned at ${positions.join(', ')}`;
}
