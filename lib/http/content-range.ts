const grammar = /^(?:([0-9]+)-([0-9]+)|bytes ([0-9]+)-([0-9]+)\/(?:\*|([0-9]+)))$/i;

/**
 * Reads the `Content-Range` of a chunk of an upload: `<start>-<end>`, offsets in bytes, `end` included
 * (distribution-spec, "Pushing a blob in chunks"). The form of RFC 9110, `bytes <start>-<end>/<total or *>`, is
 * read too, for some clients send it. Undefined when it is malformed, ends before it begins, reaches past its own
 * total, or has numbers that are not safe integers.
 */
export function parseContentRange(header: string): { start: number; end: number } | undefined {
  const match = grammar.exec(header.trim());
  if (!match) return undefined;
  const start = Number(match[1] ?? match[3]);
  const end = Number(match[2] ?? match[4]);
  const total = match[5] === undefined ? undefined : Number(match[5]);
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start > end) return undefined;
  if (total !== undefined && (!Number.isSafeInteger(total) || end >= total)) return undefined;
  return { start, end };
}
