import { Cut } from './cut';

/** The attributes that an extended header gives to the entry after it, of those that are looked at. */
export type PaxFields = Map<string, string>;

const wanted = new Set([
  'path',
  'linkpath',
  'size',
  'uid',
  'gid',
  'uname',
  'gname',
  'mtime',
  'GNU.sparse.name',
  'GNU.sparse.size',
  'GNU.sparse.realsize',
  'GNU.sparse.map',
  'GNU.sparse.major',
  'GNU.sparse.numblocks',
]);

/**
 * Reads an extended header (POSIX.1-2017, pax, "pax Extended Header"): `length key=value\n`. Values are bytes, as latin1.
 * @throws Cut when it is none
 */
export function parsePax(body: Buffer): PaxFields {
  const fields: PaxFields = new Map();
  let at = 0;
  while (at < body.length && body[at] !== 0) {
    const space = body.indexOf(0x20, at);
    const digits = space < 0 || space - at > 10 ? '' : body.toString('latin1', at, space);
    const length = /^[0-9]+$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    if (end <= space || end > body.length || body[end - 1] !== 0x0a) throw new Cut('header');
    const equals = body.indexOf(0x3d, space);
    if (equals < 0 || equals >= end) throw new Cut('header');
    const key = body.toString('latin1', space + 1, equals);
    if (wanted.has(key)) {
      const value = body.toString('latin1', equals + 1, end - 1);
      // Nothing takes back what a global header said.
      if (value === '') fields.delete(key);
      else fields.set(key, value);
    }
    at = end;
  }
  return fields;
}

/** A number that stands there; undefined when none does. @throws Cut for what is none that can be */
export function paxNumber(fields: PaxFields, key: string): number | undefined {
  const text = fields.get(key);
  if (text === undefined) return undefined;
  const value = /^-?[0-9]+(?:\.[0-9]*)?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new Cut('header');
  return value;
}
