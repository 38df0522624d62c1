/** Which bytes of a representation to send. `start` and `end` are offsets in bytes, `end` included. */
export type RequestedRange =
  | { kind: 'whole' }
  | { kind: 'part'; start: number; end: number }
  | { kind: 'unsatisfiable' };

const single = /^bytes=([0-9]*)-([0-9]*)$/i;
const whole: RequestedRange = { kind: 'whole' };
const unsatisfiable: RequestedRange = { kind: 'unsatisfiable' };

/**
 * Reads a `Range` header against a representation of `size` bytes (RFC 9110, section 14.2). One range or one
 * suffix range gives a part, cut to the size. What is not understood is ignored, as the RFC allows: other units,
 * malformed headers and several ranges give the whole. A range that begins past the end, that ends before it
 * begins, or a suffix of no bytes is unsatisfiable (416).
 *
 * An empty representation has no part that could be sent, so a well-formed range of it gives the whole, as in
 * Go's `net/http`: some clients ask for `bytes=0-` always.
 */
export function parseRange(header: string | undefined, size: number): RequestedRange {
  const [, first, last] = (header !== undefined && single.exec(header.trim())) || [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return whole;
  // Digits beyond 2^53 lose precision here, but not order against any size that a file can have.
  if (first === '') {
    const length = Number(last);
    if (length === 0) return unsatisfiable;
    return size === 0 ? whole : { kind: 'part', start: Math.max(0, size - length), end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return unsatisfiable;
  if (size === 0) return whole;
  return start >= size ? unsatisfiable : { kind: 'part', start, end };
}
