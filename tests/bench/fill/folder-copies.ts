import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** A file or symlink of a folder, and how to make it again under another name. */
interface Entry {
  name: string;
  make: (file: string) => void;
}

/**
 * Makes copies of a folder with what is in it: small files by their bytes, symlinks as they are, and files that have
 * several names, as CyberDock's blobs do, as one name more. Read once, for thousands of copies follow.
 */
export function copyFolder(source: string, targets: Iterable<string>): void {
  const folders: string[] = [];
  const entries: Entry[] = [];
  for (const found of readdirSync(source, { recursive: true, withFileTypes: true })) {
    const file = path.join(found.parentPath, found.name);
    const name = path.relative(source, file);
    if (found.isDirectory()) folders.push(name);
    else entries.push({ name, make: copyOf(file, found.isSymbolicLink()) });
  }
  folders.sort(); // A folder before what is in it.
  for (const target of targets) {
    mkdirSync(target, { recursive: true });
    for (const folder of folders) mkdirSync(path.join(target, folder));
    for (const { name, make } of entries) make(path.join(target, name));
  }
}

function copyOf(file: string, isSymlink: boolean): Entry['make'] {
  if (isSymlink) {
    const target = readlinkSync(file);
    return (name) => symlinkSync(target, name);
  }
  if (path.basename(path.dirname(file)) === 'blobs') return (name) => linkSync(file, name);
  const bytes = readFileSync(file);
  return (name) => writeFileSync(name, bytes);
}
