import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import fs from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReceiveOptions, receive } from './receive';
import { StorageError } from './storage-error';
import { faultOf, temporaryFolder } from './testing/open-storage';

/** A file of real disk, with some of its writes changed. */
async function fileWith(change: Partial<FileHandle> = {}) {
  const name = path.join(await temporaryFolder(), 'data');
  const real = await fs.open(name, 'w+');
  const file = {
    writev: (chunks: Uint8Array[], position: number) => real.writev(chunks, position),
    write: (...args: [Uint8Array, number, number, number]) => real.write(...args),
    ...change,
  } as unknown as FileHandle;
  const bytes = async () => {
    await real.close();
    return await fs.readFile(name);
  };
  return { file, real, bytes };
}

/** Counts what was hashed, and everything else as `receive` wants it. */
function optionsOf(options: Partial<ReceiveOptions> = {}) {
  const hash = createHash('sha256');
  return {
    hash,
    options: {
      position: 0,
      hash,
      bytesMax: Number.POSITIVE_INFINITY,
      idleTimeoutMs: 10_000,
      signal: new AbortController().signal,
      flush: async () => undefined,
      ...options,
    },
  };
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Ends the test with the file and the hash saying the same. */
async function expectSame(bytes: Buffer, hash: ReturnType<typeof createHash>, received: number) {
  expect(bytes.length).toBe(received);
  expect(hash.digest('hex')).toBe(sha256(bytes));
}

describe('receive', () => {
  it('writes exactly what was hashed, however the body is cut into chunks', async () => {
    const folder = await temporaryFolder();
    const chunk = fc.uint8Array({ minLength: 1, maxLength: 300_000, size: 'max' });
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 12, size: 'max' }), async (chunks) => {
        const name = path.join(folder, 'property');
        const file = await fs.open(name, 'w');
        const { hash, options } = optionsOf();
        const received = await receive(
          Readable.from(chunks.map((bytes) => Buffer.from(bytes))),
          file,
          options,
        );
        await file.close();
        const written = await fs.readFile(name);
        expect(written.equals(Buffer.concat(chunks))).toBe(true);
        await expectSame(written, hash, received);
      }),
      { numRuns: 12 },
    );
  });

  it('takes a body in chunks of one byte', async () => {
    const { file, bytes } = await fileWith();
    const { hash, options } = optionsOf();
    const sent = Buffer.from(Array.from({ length: 5_000 }, (_, at) => at % 251));
    const received = await receive(Readable.from(Array.from(sent, (byte) => Buffer.of(byte))), file, options);
    await expectSame(await bytes(), hash, received);
    expect(received).toBe(5_000);
  });

  it('goes on after a short write, so that no byte is lost', async () => {
    const { file, real, bytes } = await fileWith({
      writev: (async (chunks: Uint8Array[], position: number) => {
        const all = Buffer.concat(chunks);
        return await real.write(all, 0, Math.ceil(all.length / 3), position).then(short);
      }) as never,
      write: (async (from: Uint8Array, offset: number, length: number, position: number) =>
        await real.write(from, offset, Math.ceil(length / 2), position)) as never,
    });
    const short = ({ bytesWritten }: { bytesWritten: number }) => ({ bytesWritten, buffers: [] });
    const { hash, options } = optionsOf();
    const body = Readable.from([Buffer.alloc(700_000, 1), Buffer.alloc(900_000, 2), Buffer.alloc(3, 3)]);
    const received = await receive(body, file, options);
    await expectSame(await bytes(), hash, received);
  });

  it('writes after the bytes that the file has already', async () => {
    const { file, real, bytes } = await fileWith();
    await real.write('before ');
    const { options } = optionsOf({ position: 7 });
    expect(await receive(Readable.from([Buffer.from('after')]), file, options)).toBe(5);
    expect((await bytes()).toString()).toBe('before after');
  });

  it('keeps what came before the connection was cut, as hashed', async () => {
    const { file, bytes } = await fileWith();
    const { hash, options } = optionsOf();
    const body = new PassThrough();
    const receiving = receive(body, file, options);
    body.write(Buffer.alloc(100_000, 7));
    await new Promise(setImmediate);
    body.destroy();
    expect(await faultOf(receiving)).toBe('CUT');
    await expectSame(await bytes(), hash, 100_000);
  });

  it('keeps what came before a newer request took over', async () => {
    const { file, bytes } = await fileWith();
    const newer = new AbortController();
    const { hash, options } = optionsOf({ signal: newer.signal });
    const body = new PassThrough();
    const receiving = receive(body, file, options);
    body.write(Buffer.alloc(1000, 7));
    await new Promise(setImmediate);
    newer.abort();
    expect(await faultOf(receiving)).toBe('CUT');
    await expectSame(await bytes(), hash, 1000);
  });

  it('ends at once when it was cut before it began', async () => {
    const { file, bytes } = await fileWith();
    const { options } = optionsOf({ signal: AbortSignal.abort() });
    expect(await faultOf(receive(new PassThrough(), file, options))).toBe('CUT');
    const destroyed = new PassThrough().destroy();
    expect(await faultOf(receive(destroyed, file, optionsOf().options))).toBe('CUT');
    expect((await bytes()).length).toBe(0);
  });

  it('ends when the sender sends nothing for the idle time, and keeps what came', async () => {
    const { file, bytes } = await fileWith();
    const { hash, options } = optionsOf({ idleTimeoutMs: 40 });
    const body = new PassThrough();
    body.write('some');
    expect(await faultOf(receive(body, file, options))).toBe('IDLE');
    await expectSame(await bytes(), hash, 4);
  });

  it('does not take a slow disk for a slow sender', async () => {
    let isSlow = true;
    const { file, real, bytes } = await fileWith({
      writev: (async (chunks: Uint8Array[], position: number) => {
        if (isSlow) await new Promise((resolve) => setTimeout(resolve, 700));
        isSlow = false;
        return await real.writev(chunks, position);
      }) as never,
    });
    const { hash, options } = optionsOf({ idleTimeoutMs: 250 });
    const body = Readable.from(Array.from({ length: 5 }, () => Buffer.alloc(1024 * 1024, 9)));
    const received = await receive(body, file, options);
    expect(received).toBe(5 * 1024 * 1024);
    await expectSame(await bytes(), hash, received);
  });

  it('refuses the chunk that goes past the limit, and takes one that just reaches it', async () => {
    const one = await fileWith();
    const body = () => Readable.from([Buffer.alloc(600), Buffer.alloc(400)]);
    expect(await receive(body(), one.file, optionsOf({ bytesMax: 1000 }).options)).toBe(1000);
    const other = await fileWith();
    expect(await faultOf(receive(body(), other.file, optionsOf({ bytesMax: 999 }).options))).toBe(
      'TOO_LARGE',
    );
    await Promise.all([one.bytes(), other.bytes()]);
  });

  it('lets the sender wait while it is asked whether a chunk may be taken, and keeps the order of the bytes', async () => {
    const folder = await temporaryFolder();
    const chunk = fc.uint8Array({ minLength: 1, maxLength: 300_000, size: 'max' });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(chunk, fc.boolean()), { maxLength: 8, size: 'max' }),
        fc.boolean(),
        async (chunks, isWhole) => {
          const file = await fs.open(path.join(folder, 'asked'), 'w+');
          const waits = chunks.map(([, wait]) => wait);
          const take = () =>
            waits.shift() ? new Promise<void>((resolve) => setImmediate(resolve)) : undefined;
          const { hash, options } = optionsOf({ take });
          const sent = chunks.map(([bytes]) => Buffer.from(bytes));
          // One source has all of it ready at once, the other tells its end later.
          const body = isWhole ? Readable.from(sent) : new PassThrough();
          if (body instanceof PassThrough) for (const bytes of sent) body.write(bytes);
          const receiving = receive(body, file, options);
          if (body instanceof PassThrough) body.end();
          const received = await receiving;
          await file.close();
          await expectSame(await fs.readFile(path.join(folder, 'asked')), hash, received);
          expect(received).toBe(Buffer.concat(sent).length);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps what came before a chunk that may not be taken', async () => {
    const { file, bytes } = await fileWith();
    const refusal = new StorageError({ code: 'LOW_SPACE', freeBytes: 0, requiredBytes: 0, freeBytesMin: 0 });
    let left = 2;
    const take = () => (left-- > 0 ? undefined : Promise.reject(refusal));
    const { options } = optionsOf({ take });
    const body = Readable.from(['one', 'two', 'three'].map((text) => Buffer.from(text)));
    expect(await faultOf(receive(body, file, options))).toBe('LOW_SPACE');
    expect(String(await bytes())).toBe('onetwo');
  });

  it('fails with the error of the disk, and stops writing', async () => {
    let writes = 0;
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const { file, bytes } = await fileWith({
      writev: (async () => {
        writes += 1;
        throw full;
      }) as never,
    });
    const body = Readable.from(Array.from({ length: 10 }, () => Buffer.alloc(1024 * 1024)));
    expect(await faultOf(receive(body, file, optionsOf().options))).toBe(full);
    expect(writes).toBe(1);
    await bytes();
  });

  it('fails when what was written cannot be made durable', async () => {
    const broken = new Error('EIO');
    const flush = async () => {
      throw broken;
    };
    const sent = Array.from({ length: 40 }, () => Buffer.alloc(1024 * 1024));
    const pretend = {
      writev: async (chunks: Uint8Array[]) => ({ bytesWritten: Buffer.concat(chunks).length }),
    } as unknown as FileHandle;
    expect(await faultOf(receive(Readable.from(sent), pretend, optionsOf({ flush }).options))).toBe(broken);
  });

  it('lets the sender wait while the disk is behind, so that memory stays flat', async () => {
    let held = 0;
    let heldMax = 0;
    async function* endless() {
      for (let sent = 0; sent < 200; sent++) {
        held += 256 * 1024;
        heldMax = Math.max(heldMax, held);
        yield Buffer.alloc(256 * 1024);
      }
    }
    const slow = {
      writev: async (chunks: Uint8Array[]) => {
        const bytesWritten = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
        await new Promise((resolve) => setTimeout(resolve, 1));
        held -= bytesWritten;
        return { bytesWritten };
      },
    } as unknown as FileHandle;
    const body = Readable.from(endless(), { highWaterMark: 1 });
    expect(await receive(body, slow, optionsOf().options)).toBe(200 * 256 * 1024);
    expect(heldMax).toBeLessThanOrEqual(4 * 1024 * 1024);
  });
});
