import type { FileHandle } from 'node:fs/promises';

/** What a handler returns: plain data, which `send` turns into a response. */
export interface Reply {
  status: number;
  /** Names as they go out. A list gives a header several times. */
  headers: Record<string, string | number | string[]>;
  /** Absent for no body; its length is always announced. */
  body?: Buffer | FileBody;
}

/** Part of an open file, which `send` closes. */
export interface FileBody {
  handle: FileHandle;
  /** The first byte to send. */
  start: number;
  /** How many bytes to send. */
  bytes: number;
  /** Whether the file is what it should be. Its last bytes are not sent before, and never if it is not. */
  sound: Promise<boolean>;
}

/** A reply whose body is JSON. The type has no `charset`: some clients compare it as a string. */
export function json(status: number, value: unknown, headers: Reply['headers'] = {}): Reply {
  return {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}
