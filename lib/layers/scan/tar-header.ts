import { Cut } from './cut';

export const blockBytes = 512;

/** A header block of a tar (POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar). Names are bytes, as latin1. */
export interface TarHeader {
  name: string;
  mode: number;
  uid: number;
  gid: number;
  bytes: number;
  modifiedMs: number;
  type: string;
  linkTarget: string;
  owner: string;
  group: string;
  /** `major:minor`, of a device. */
  device: string;
  /** Of GNU's old form of sparse files: the size of the file, and whether blocks of its map follow. */
  sparse?: { bytes: number; continues: boolean };
}

/** Whether a block is empty: two of them end an archive. */
export function isZero(block: Buffer): boolean {
  for (let at = 0; at < blockBytes; at += 4) if (block.readInt32LE(at) !== 0) return false;
  return true;
}

/** Whether the sum in a block is that of its bytes, taken without or with a sign: old programs took it with one. */
export function hasChecksum(block: Buffer): boolean {
  const told = numberOf(block, 148, 8);
  let unsigned = 8 * 0x20;
  let signed = unsigned;
  for (let at = 0; at < blockBytes; at++) {
    if (at >= 148 && at < 156) continue;
    const byte = block[at] ?? 0;
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return told === unsigned || told === signed;
}

/** @throws Cut when the sum is not that of the block, or the size is none */
export function parseHeader(block: Buffer): TarHeader {
  if (!hasChecksum(block)) throw new Cut('checksum');
  const magic = block.toString('latin1', 257, 265);
  const isUstar = magic.startsWith('ustar\0');
  const isGnu = magic === 'ustar  \0';
  const prefix = isUstar ? textOf(block, 345, 155) : '';
  const name = textOf(block, 0, 100);
  const type = String.fromCharCode(block[156] || 0x30);
  const bytes = numberOf(block, 124, 12);
  if (bytes === undefined || bytes < 0) throw new Cut('header');
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: (numberOf(block, 100, 8) ?? 0) & 0o7777,
    uid: numberOf(block, 108, 8) ?? 0,
    gid: numberOf(block, 116, 8) ?? 0,
    bytes,
    modifiedMs: (numberOf(block, 136, 12) ?? 0) * 1000,
    type,
    linkTarget: textOf(block, 157, 100),
    owner: isUstar || isGnu ? textOf(block, 265, 32) : '',
    group: isUstar || isGnu ? textOf(block, 297, 32) : '',
    device:
      type === '3' || type === '4' ? `${numberOf(block, 329, 8) ?? 0}:${numberOf(block, 337, 8) ?? 0}` : '',
    ...(type === 'S' && {
      sparse: { bytes: numberOf(block, 483, 12) ?? bytes, continues: block[482] !== 0 },
    }),
  };
}

/** The bytes of a field up to the first NUL. */
function textOf(block: Buffer, start: number, length: number): string {
  const end = block.indexOf(0, start);
  return block.toString('latin1', start, end < 0 || end > start + length ? start + length : end);
}

/** A field of octal digits, or of a number to the base of 256 (GNU); undefined for what is neither, or too large. */
function numberOf(block: Buffer, start: number, length: number): number | undefined {
  const first = block[start] ?? 0;
  if (first & 0x80) {
    // Negative numbers are those of dates before 1970, which nothing here needs exactly.
    if (first & 0x40) return -1;
    let value = first & 0x3f;
    for (let at = start + 1; at < start + length; at++) value = value * 256 + (block[at] ?? 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const digits = /^[ \0]*([0-7]*)[ \0]*/.exec(block.toString('latin1', start, start + length))?.[1] ?? '';
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}
