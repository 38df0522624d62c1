import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type AuditRecord, toLine } from './audit-record';

/** Where the file lies and how long it may become. */
export interface AuditFileOptions {
  /** Absolute. */
  folder: string;
  /** With so many bytes it is set aside under a name with the time, and a new one is begun. */
  bytesMax: number;
  /** Files that were set aside longer ago than this are removed. */
  ageMs: number;
}

/** Lines that go out in one write. */
const bytesPerWrite = 64 * 1024;

/**
 * The audit trail as a file for shipping: `audit.jsonl`, one JSON object a line, only ever appended to.
 *
 * Several processes write the same file. Each write appends whole lines (O_APPEND: the kernel finds the end and writes
 * there in one step, so no two writes mix). Whoever finds the file full renames it; rename(2) moves it once, whoever
 * comes later meets the new file, and all others see at their next write that the name has another inode and open it
 * anew. What they wrote to the old one meanwhile is in the old one: no line is lost. Where a full disk or a crash left
 * half a line, the next write begins a line of its own.
 *
 * Calls block, like those of the database: they come once a second, with many lines.
 */
export class AuditFile {
  readonly #options: AuditFileOptions;
  readonly #file: string;
  #opened: { fd: number; inode: number } | undefined;

  constructor(options: AuditFileOptions) {
    this.#options = options;
    this.#file = path.join(options.folder, fileName);
  }

  /**
   * Appends records.
   * @returns how many are written; fewer than all when the disk is full
   * @throws whatever the file system says, when none is
   */
  append(records: readonly AuditRecord[]): number {
    let written = 0;
    while (written < records.length) {
      const lines: Buffer[] = [];
      for (let bytes = 0, at = written; at < records.length && bytes < bytesPerWrite; at++) {
        const line = Buffer.from(`${toLine(records[at] as AuditRecord)}\n`);
        lines.push(line);
        bytes += line.length;
      }
      const whole = this.#write(lines);
      written += whole;
      if (whole < lines.length) break;
    }
    return written;
  }

  /** Removes what was set aside too long ago. @returns how many files */
  expire(nowMs = Date.now()): number {
    let removed = 0;
    for (const name of fs.existsSync(this.#options.folder) ? fs.readdirSync(this.#options.folder) : []) {
      const time = setAside.exec(name)?.[1];
      if (time === undefined || nowMs - timeOf(time) < this.#options.ageMs) continue;
      fs.rmSync(path.join(this.#options.folder, name), { force: true }); // Another process may be first.
      removed += 1;
    }
    return removed;
  }

  close(): void {
    if (this.#opened) fs.closeSync(this.#opened.fd);
    this.#opened = undefined;
  }

  /** Appends lines in one write. @returns how many of them are in the file whole */
  #write(lines: Buffer[]): number {
    const fd = this.#open();
    const start = endsInLine(fd) ? [Buffer.from('\n')] : [];
    const text = Buffer.concat([...start, ...lines]);
    const bytes = fs.writeSync(fd, text);
    let end = start.length;
    let whole = 0;
    while (whole < lines.length && end + (lines[whole] as Buffer).length <= bytes) {
      end += (lines[whole] as Buffer).length;
      whole += 1;
    }
    const { size } = fs.fstatSync(fd);
    if (size >= this.#options.bytesMax) this.#setAside();
    return whole;
  }

  /** The file that has the name now, opened for appending. */
  #open(): number {
    const inode = fs.statSync(this.#file, { throwIfNoEntry: false })?.ino;
    if (this.#opened && this.#opened.inode === inode) return this.#opened.fd;
    this.close();
    fs.mkdirSync(this.#options.folder, { recursive: true, mode: 0o750 });
    const fd = fs.openSync(this.#file, 'a+', 0o640);
    // Another one may have taken the name since: then the next write sees it.
    this.#opened = { fd, inode: fs.fstatSync(fd).ino };
    return fd;
  }

  #setAside(): void {
    const inode = this.#opened?.inode;
    this.close();
    // The full file has been set aside by another process already.
    if (fs.statSync(this.#file, { throwIfNoEntry: false })?.ino !== inode) return;
    try {
      // Random, for two processes may come in the same millisecond, and nothing may be renamed over.
      fs.renameSync(this.#file, path.join(this.#options.folder, asideName(Date.now())));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; // Another process was first.
    }
    this.expire();
  }
}

/** Whether the last line has no end. */
function endsInLine(fd: number): boolean {
  const { size } = fs.fstatSync(fd);
  const last = Buffer.alloc(1);
  return size > 0 && fs.readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
}

const fileName = 'audit.jsonl';
/** `audit-20260131T120000.000Z-0123abcd.jsonl` */
const setAside = /^audit-(\d{8}T\d{6}\.\d{3}Z)-[0-9a-f]{8}\.jsonl$/;

function asideName(atMs: number): string {
  const time = new Date(atMs).toISOString().replace(/[-:]/g, '');
  return `audit-${time}-${randomBytes(4).toString('hex')}.jsonl`;
}

function timeOf(time: string): number {
  return Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/, '$1-$2-$3T$4:$5:'));
}
