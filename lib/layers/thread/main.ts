import type { FileHandle } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { parentPort } from 'node:worker_threads';
import { NoTar } from '../scan/cut';
import { TooManyNodes } from '../view/view-tree';
import { LayerEngine, Missing, NoContent, type ReadFrom } from './engine';
import type { BlobSource, LayerAsk, LayerFailure, LayerSaying, LayerWord } from './messages';

/*
 * The program of the thread that reads layers. It is bundled to `program.json`, since the server is bundled and a thread needs
 * a file or a text.
 */

const pieceBytes = 256 * 1024;
/** So often at most it is said how far a layer was read. */
const sayingMs = 100;

const engine = new LayerEngine();
/** What is under way: how it is ended, and who waits to go on. */
const running = new Map<number, { abort: AbortController; more?: () => void }>();

const say = (saying: LayerSaying) => parentPort?.postMessage(saying);

parentPort?.on('message', (message: LayerWord | (LayerAsk & { id: number })) => {
  if (!('word' in message)) return void answer(message);
  const one = running.get(message.id);
  if (message.word === 'stop') one?.abort.abort();
  one?.more?.();
});

async function answer(ask: LayerAsk & { id: number }): Promise<void> {
  const abort = new AbortController();
  running.set(ask.id, { abort });
  try {
    say({ id: ask.id, result: await resultOf(ask, abort.signal) });
  } catch (error) {
    say({ id: ask.id, failure: failureOf(error, abort.signal) });
  } finally {
    running.delete(ask.id);
  }
}

async function resultOf(ask: LayerAsk & { id: number }, signal: AbortSignal) {
  switch (ask.op) {
    case 'scan':
      return await scan(ask, signal);
    case 'list':
      return engine.list(ask);
    case 'compare':
      return engine.compare(ask);
    case 'entry':
      return engine.entry(ask.digest, ask.entry);
    case 'read':
      return await read(ask, signal);
    case 'forget':
      engine.forget(ask.digest);
      return null;
  }
}

async function scan(
  { id, digest, source }: Extract<LayerAsk, { op: 'scan' }> & { id: number },
  signal: AbortSignal,
) {
  let saidMs = performance.now();
  const workedBefore = performance.eventLoopUtilization().active;
  try {
    return await engine.scan(digest, readerOf(source)(0), {
      signal,
      workedMs: () => performance.eventLoopUtilization().active - workedBefore,
      onProgress: (progress) => {
        const nowMs = performance.now();
        if (nowMs - saidMs < sayingMs) return;
        saidMs = nowMs;
        say({ id, progress });
      },
    });
  } finally {
    await close(source);
  }
}

async function read(
  { id, digest, entry, source, bytesMax }: Extract<LayerAsk, { op: 'read' }> & { id: number },
  signal: AbortSignal,
): Promise<null> {
  const readFrom: ReadFrom = (start) => abortable(readerOf(source)(start), signal);
  try {
    for await (const part of engine.read(digest, entry, readFrom, bytesMax)) {
      const chunk = new Uint8Array(part);
      parentPort?.postMessage({ id, chunk } satisfies LayerSaying, [chunk.buffer]);
      await new Promise<void>((resolve) => {
        const one = running.get(id);
        if (!one || signal.aborted) resolve();
        else one.more = resolve;
      });
      signal.throwIfAborted();
    }
    return null;
  } finally {
    await close(source);
  }
}

async function* abortable(source: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    signal.throwIfAborted();
    yield chunk;
  }
}

function readerOf(source: BlobSource): ReadFrom {
  if ('handle' in source) return (start) => readHandle(source.handle, start);
  const { buffer, byteOffset, byteLength } = source.bytes;
  return async function* (start) {
    yield Buffer.from(buffer, byteOffset, byteLength).subarray(start);
  };
}

async function* readHandle(handle: FileHandle, start: number): AsyncGenerator<Buffer> {
  for (let position = start; ; ) {
    const piece = Buffer.allocUnsafe(pieceBytes);
    const { bytesRead } = await handle.read(piece, 0, pieceBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

async function close(source: BlobSource): Promise<void> {
  if ('handle' in source) await source.handle.close();
}

function failureOf(error: unknown, signal: AbortSignal): LayerFailure {
  if (signal.aborted) return { kind: 'stopped' };
  if (error instanceof NoTar) return { kind: 'no-tar', reason: error.reason };
  if (error instanceof TooManyNodes) return { kind: 'large' };
  if (error instanceof NoContent) return { kind: 'no-content' };
  if (error instanceof Missing) return { kind: 'missing', digests: error.digests };
  return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
}
