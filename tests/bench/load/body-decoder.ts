/** How the end of an answer's body is found (RFC 9112, 6.3). */
type Framing = 'length' | 'chunked' | 'close';

/** Finds the end of one HTTP/1.1 message body in a stream of bytes, without copying what is in it. */
export class BodyDecoder {
  /** True after the last byte of the body. */
  done: boolean;
  readonly #framing: Framing;
  /** Bytes that the body, or the chunk being read, still has. */
  #left: number;
  /** What arrived of a line that is not complete: a chunk's size, the CRLF after a chunk, or a trailer. */
  #line = '';
  #expects: 'size' | 'data' | 'data-end' | 'trailer' = 'size';

  private constructor(framing: Framing, length: number) {
    this.#framing = framing;
    this.#left = length;
    this.done = framing === 'length' && length === 0;
  }

  /** The decoder for the answer to `method` with this status and head. */
  static of(method: string, status: number, head: string): BodyDecoder {
    if (method === 'HEAD' || status === 204 || status === 304) return new BodyDecoder('length', 0);
    if (/\r\ntransfer-encoding:[^\r]*chunked/i.test(head)) return new BodyDecoder('chunked', 0);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    return length === undefined ? new BodyDecoder('close', 0) : new BodyDecoder('length', Number(length));
  }

  /** True if only the end of the connection ends this body. */
  get endsWithConnection(): boolean {
    return this.#framing === 'close';
  }

  /**
   * Takes what arrived, and gives the bytes of the body in it to `onBody`.
   * @throws if bytes follow the end of the body, or the chunked framing is broken.
   */
  push(data: Buffer, onBody: (piece: Buffer) => void): void {
    if (this.#framing === 'chunked') this.#pushChunked(data, onBody);
    else if (this.#framing === 'close') onBody(data);
    else {
      if (data.length > this.#left)
        throw new Error(`${data.length - this.#left} bytes more than Content-Length`);
      this.#left -= data.length;
      if (data.length > 0) onBody(data);
      this.done = this.#left === 0;
    }
  }

  #pushChunked(data: Buffer, onBody: (piece: Buffer) => void): void {
    let at = 0;
    while (at < data.length) {
      if (this.done) throw new Error('bytes after the last chunk');
      if (this.#expects === 'data') {
        const piece = data.subarray(at, at + this.#left);
        onBody(piece);
        at += piece.length;
        this.#left -= piece.length;
        if (this.#left === 0) this.#expects = 'data-end';
        continue;
      }
      const newline = data.indexOf(0x0a, at);
      this.#line += data.toString('latin1', at, newline < 0 ? data.length : newline + 1);
      if (newline < 0) return;
      at = newline + 1;
      this.#takeLine(this.#line.trim());
      this.#line = '';
    }
  }

  #takeLine(line: string): void {
    if (this.#expects === 'data-end') {
      if (line !== '') throw new Error('a chunk is longer than its size');
      this.#expects = 'size';
    } else if (this.#expects === 'trailer') this.done = line === '';
    else {
      this.#left = Number.parseInt(line, 16);
      if (Number.isNaN(this.#left)) throw new Error(`not the size of a chunk: ${line.slice(0, 40)}`);
      this.#expects = this.#left === 0 ? 'trailer' : 'data';
    }
  }
}
