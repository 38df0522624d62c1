import type { FileHandle } from 'node:fs/promises';
import { type DiskRoom, type FileStat, FileSystemDriver, type FolderEntry, type OpenFile } from '../driver';

/**
 * What goes wrong at one call:
 * `EIO`, `ENOSPC`, `EMFILE`: it fails and has done nothing; `late`: it has done its work and fails with EIO all the
 * same, as a rename or an fsync whose answer is lost; `short`: it does a part (fewer bytes read or written, half a
 * file and then ENOSPC, the first name of a folder and then EIO); `stop`: the process ends before it, and `stop-late`
 * right after it: every later call fails as well.
 */
export type Fault = 'EIO' | 'ENOSPC' | 'EMFILE' | 'late' | 'short' | 'stop' | 'stop-late';

/** All of them. */
export const faults: readonly Fault[] = ['EIO', 'ENOSPC', 'EMFILE', 'late', 'short', 'stop', 'stop-late'];

/** Calls that change nothing: to fail before or after their work is the same, and they need no room. */
const reading = [
  'stat',
  'modifiedTimes',
  'readSymlink',
  'room',
  'open',
  'names',
  'file.read',
  'file.readFile',
  'file.stat',
];
/** Calls that need a descriptor of their own. */
const opening = ['open', 'openToWrite', 'names', 'write', 'writeTemporary', 'copy', 'sync', 'makeFolders'];
/** Calls that can do a part. */
const partial = ['write', 'writeTemporary', 'names', 'file.read', 'file.write', 'file.writev'];

/** Whether a fault can happen at a call of this name, and does there what no other fault does. */
export function canHappen(fault: Fault, call: string): boolean {
  if (fault === 'short') return partial.includes(call);
  if (fault === 'EMFILE') return opening.includes(call);
  return !reading.includes(call) || fault === 'EIO' || fault === 'stop';
}

/** The error that was injected. */
export class InjectedFault extends Error {
  override readonly name = 'InjectedFault';
  constructor(
    readonly code: string,
    call: string,
  ) {
    super(`${code}: injected, ${call}`);
  }
}

/** For tests: a driver whose k-th call fails. It counts its own operations and those of the files that it opens. */
export class FaultyDriver extends FileSystemDriver {
  /** The names of the calls since the last `arm`, in order. */
  calls: string[] = [];
  /** Whether 'the process has ended'. */
  isStopped = false;
  #at = -1;
  #fault: Fault | undefined;

  constructor() {
    super(false);
  }

  /** Begins to count at 0; the call with that number fails. Without arguments, none does. */
  arm(at = -1, fault?: Fault): void {
    this.calls = [];
    this.#at = at;
    this.#fault = fault;
  }

  /** It syncs nothing anyway. */
  override unsynced(): FileSystemDriver {
    return this;
  }

  override stat(file: string): Promise<FileStat | undefined> {
    return this.#call('stat', () => super.stat(file));
  }

  override modifiedTimes(files: readonly string[]): Promise<(number | undefined)[]> {
    return this.#call('modifiedTimes', () => super.modifiedTimes(files));
  }

  override async open(file: string): Promise<OpenFile | undefined> {
    const opened = await this.#opening('open', () => super.open(file), closeOpened);
    return opened && { ...opened, handle: this.#wrap(opened.handle) };
  }

  override async openToWrite(file: string, options: { create: boolean }): Promise<FileHandle | undefined> {
    const handle = await this.#opening(
      'openToWrite',
      () => super.openToWrite(file, options),
      (opened) => opened?.close(),
    );
    return handle && this.#wrap(handle);
  }

  override async write(file: string, bytes: Uint8Array | string): Promise<void> {
    const half = () => super.write(file, Buffer.from(bytes).subarray(0, bytes.length >> 1));
    await this.#call('write', () => super.write(file, bytes), half);
  }

  override async writeTemporary(file: string, text: string): Promise<void> {
    const half = () => super.writeTemporary(file, text.slice(0, text.length >> 1));
    await this.#call('writeTemporary', () => super.writeTemporary(file, text), half);
  }

  override makeTemporaryFolder(folder: string): Promise<void> {
    return this.#call('makeTemporaryFolder', () => super.makeTemporaryFolder(folder));
  }

  override copy(from: string, to: string): Promise<void> {
    return this.#call('copy', () => super.copy(from, to));
  }

  override link(from: string, to: string) {
    return this.#call('link', () => super.link(from, to));
  }

  override replace(from: string, to: string): Promise<boolean> {
    return this.#call('replace', () => super.replace(from, to));
  }

  override symlink(target: string, file: string): Promise<void> {
    return this.#call('symlink', () => super.symlink(target, file));
  }

  override readSymlink(file: string): Promise<string | undefined> {
    return this.#call('readSymlink', () => super.readSymlink(file));
  }

  override setMode(file: string, mode: number): Promise<boolean> {
    return this.#call('setMode', () => super.setMode(file, mode));
  }

  override room(folder: string): Promise<DiskRoom> {
    return this.#call('room', () => super.room(folder));
  }

  override remove(file: string): Promise<boolean> {
    return this.#call('remove', () => super.remove(file));
  }

  override makeFolders(...folders: string[]): Promise<boolean> {
    return this.#call('makeFolders', () => super.makeFolders(...folders));
  }

  override stamp(folder: string): Promise<number | undefined> {
    return this.#call('stamp', () => super.stamp(folder));
  }

  override settle(folder: string): Promise<number | undefined> {
    return this.#call('settle', () => super.settle(folder));
  }

  override removeEmptyFolder(folder: string): Promise<boolean> {
    return this.#call('removeEmptyFolder', () => super.removeEmptyFolder(folder));
  }

  override async *names(folder: string): AsyncGenerator<FolderEntry> {
    const fault = this.#count('names');
    if (fault !== undefined && !isLate(fault) && fault !== 'short') throw this.#error(fault, 'names');
    for await (const entry of super.names(folder)) {
      yield entry;
      if (fault === 'short') throw this.#error('EIO', 'names');
    }
    if (fault !== undefined) throw this.#error(fault, 'names');
  }

  override syncFile(handle: FileHandle): Promise<void> {
    return this.#call('syncFile', () => super.syncFile(handle));
  }

  override sync(folder: string): Promise<void> {
    return this.#call('sync', () => super.sync(folder));
  }

  /** Counts a call. @returns what is to go wrong at it */
  #count(name: string): Fault | undefined {
    if (this.isStopped) throw new InjectedFault('ESTOPPED', name);
    const isIt = this.calls.length === this.#at;
    this.calls.push(name);
    return isIt ? this.#fault : undefined;
  }

  #error(fault: Fault, name: string): InjectedFault {
    if (fault === 'stop' || fault === 'stop-late') {
      this.isStopped = true;
      return new InjectedFault('ESTOPPED', name);
    }
    if (fault === 'short') return new InjectedFault('ENOSPC', name);
    return new InjectedFault(fault === 'late' ? 'EIO' : fault, name);
  }

  async #call<T>(name: string, real: () => Promise<T>, half?: () => Promise<void>): Promise<T> {
    const fault = this.#count(name);
    if (fault === undefined) return await real();
    if (isLate(fault)) await real();
    if (fault === 'short') await half?.();
    throw this.#error(fault, name);
  }

  /** As `#call`; what was opened before a late fault is closed, as the kernel has given no descriptor then. */
  async #opening<T>(name: string, real: () => Promise<T>, close: (opened: T) => unknown): Promise<T> {
    const fault = this.#count(name);
    if (fault === undefined) return await real();
    if (isLate(fault)) await close(await real());
    throw this.#error(fault, name);
  }

  /** Makes the operations of an open file count, and fail in their turn. */
  #wrap(handle: FileHandle): FileHandle {
    const read: typeof handle.read = handle.read.bind(handle);
    const write = handle.write.bind(handle) as (
      buffer: Buffer,
      offset: number,
      length: number,
      position: number,
    ) => Promise<{ bytesWritten: number; buffer: Buffer }>;
    const writev = handle.writev.bind(handle);
    const around = <A extends unknown[], T>(name: string, real: (...args: A) => Promise<T>) => {
      const bound = real.bind(handle);
      return (...args: A) => this.#call(`file.${name}`, () => bound(...args));
    };
    const close = handle.close.bind(handle);
    return Object.assign(handle, {
      stat: around('stat', handle.stat as () => Promise<unknown>),
      datasync: around('datasync', handle.datasync),
      truncate: around('truncate', handle.truncate),
      readFile: around('readFile', handle.readFile as () => Promise<unknown>),
      // close(2) gives the descriptor back even when it fails; a process that has ended closes all it had.
      close: async () => {
        await close();
        if (!this.isStopped) await this.#call('file.close', async () => undefined);
      },
      read: async (buffer: Buffer, offset: number, length: number, position: number) => {
        const fault = this.#count('file.read');
        const bytes = fault === 'short' ? Math.max(length === 0 ? 0 : 1, Math.min(length, 7)) : length;
        if (fault !== undefined && fault !== 'short') throw this.#error(fault, 'file.read');
        return await read(buffer, offset, bytes, position);
      },
      write: async (buffer: Buffer, offset: number, length: number, position: number) => {
        const fault = this.#count('file.write');
        if (fault === undefined) return await write(buffer, offset, length, position);
        if (fault === 'short') return await write(buffer, offset, length >> 1, position);
        if (isLate(fault)) await write(buffer, offset, length, position);
        throw this.#error(fault, 'file.write');
      },
      writev: async (buffers: Buffer[], position: number) => {
        const fault = this.#count('file.writev');
        if (fault === undefined) return await writev(buffers, position);
        if (fault === 'short') {
          const all = Buffer.concat(buffers);
          const { bytesWritten } = await write(all, 0, all.length >> 1, position);
          return { bytesWritten, buffers };
        }
        if (isLate(fault)) await writev(buffers, position);
        throw this.#error(fault, 'file.writev');
      },
    });
  }
}

const isLate = (fault: Fault): boolean => fault === 'late' || fault === 'stop-late';

async function closeOpened(opened: OpenFile | undefined): Promise<void> {
  await opened?.handle.close();
}
