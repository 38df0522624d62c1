/** The status line and the headers of an answer. */
export interface RawHead {
  status: number;
  reason: string;
  /** Names and values in the order and spelling of the wire. */
  headers: [name: string, value: string][];
  /** The value of a header by its name in any case, several joined by `, `; undefined when absent. */
  header: (name: string) => string | undefined;
}

/**
 * Reads a head from the beginning of `buffer`.
 * @returns the head and how many bytes it takes, or undefined when it is not whole yet.
 * @throws when the bytes are no HTTP/1.x answer.
 */
export function parseHead(buffer: Buffer): { head: RawHead; bytes: number } | undefined {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [statusLine = '', ...lines] = buffer.toString('latin1', 0, end).split('\r\n');
  const matched = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(statusLine);
  if (matched === null) throw new Error(`not an HTTP answer: ${JSON.stringify(statusLine)}`);
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    if (colon < 1) throw new Error(`not a header: ${JSON.stringify(line)}`);
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const header = (name: string) => {
    const values = headers
      .filter(([key]) => key.toLowerCase() === name.toLowerCase())
      .map(([, value]) => value);
    return values.length === 0 ? undefined : values.join(', ');
  };
  return { head: { status: Number(matched[1]), reason: matched[2] ?? '', headers, header }, bytes: end + 4 };
}

/**
 * Takes a whole chunked body from the beginning of `buffer` (RFC 9112 section 7.1).
 * @returns the content and how many bytes the framing takes, or undefined when it is not whole yet.
 */
export function takeChunkedBody(buffer: Buffer): { body: Buffer; bytes: number } | undefined {
  const parts: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = buffer.indexOf('\r\n', position);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(buffer.toString('latin1', position, lineEnd), 16);
    if (Number.isNaN(size)) throw new Error('not a chunk size');
    const start = lineEnd + 2;
    if (size === 0) {
      if (buffer.length < start + 2) return undefined;
      return { body: Buffer.concat(parts), bytes: start + 2 };
    }
    if (buffer.length < start + size + 2) return undefined;
    parts.push(buffer.subarray(start, start + size));
    position = start + size + 2;
  }
}

/** One chunk of a `Transfer-Encoding: chunked` body; an empty one is the end of the body. */
export function chunk(data: Uint8Array | string): Buffer {
  const bytes = Buffer.from(data);
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}
