const blockBytes = 512;

/** What a test says of an entry; the rest is what most have. Names are bytes, as latin1. */
export interface TestEntry {
  name: string;
  type?: string;
  content?: Buffer | string;
  mode?: number;
  uid?: number;
  gid?: number;
  mtimeS?: number;
  link?: string;
  owner?: string;
  /** In the place of the size of the content. */
  size?: number | Buffer;
  /** In the place of the right one. */
  checksum?: number;
  /** Attributes of the extended header before it. */
  pax?: Record<string, string>;
}

/** A tar of these entries, with the two empty blocks at its end. */
export function tarOf(entries: TestEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(2 * blockBytes)]);
}

/** The blocks of an entry: its header, and its content up to the end of a block. */
export function blocksOf(entry: TestEntry): Buffer[] {
  const content = Buffer.from(entry.content ?? '');
  const before = entry.pax ? blocksOf({ name: 'pax', type: 'x', content: paxOf(entry.pax) }) : [];
  // GNU tar's way for names that do not fit.
  if (Buffer.byteLength(entry.name, 'latin1') > 100 && !entry.pax?.path)
    before.push(...blocksOf({ name: '././@LongLink', type: 'L', content: `${entry.name}\0` }));
  return [...before, headerOf(entry, content), padded(content)];
}

/** The body of an extended header. */
export function paxOf(fields: Record<string, string>): Buffer {
  const lines = Object.entries(fields).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`, 'latin1');
    let length = rest + String(rest).length;
    if (String(length).length + rest !== length) length = rest + String(length).length;
    return `${length} ${key}=${value}\n`;
  });
  return Buffer.from(lines.join(''), 'latin1');
}

function headerOf(entry: TestEntry, content: Buffer): Buffer {
  const block = Buffer.alloc(blockBytes);
  const octal = (value: number, at: number, length: number) =>
    block.write(value.toString(8).padStart(length - 1, '0'), at, 'latin1');
  block.write(entry.name.slice(0, 100), 0, 'latin1');
  octal(entry.mode ?? 0o644, 100, 8);
  octal(entry.uid ?? 0, 108, 8);
  octal(entry.gid ?? 0, 116, 8);
  if (Buffer.isBuffer(entry.size)) entry.size.copy(block, 124);
  else octal(entry.size ?? content.length, 124, 12);
  octal(entry.mtimeS ?? 1_700_000_000, 136, 12);
  block.write(entry.type ?? '0', 156, 'latin1');
  block.write((entry.link ?? '').slice(0, 100), 157, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.write(entry.owner ?? 'root', 265, 'latin1');
  block.fill(0x20, 148, 156);
  const sum = entry.checksum ?? block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((blockBytes - (content.length % blockBytes)) % blockBytes)]);
}
