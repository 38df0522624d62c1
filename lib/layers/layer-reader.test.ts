import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LayerReader, type OpenBlob, TooManyWait } from './layer-reader';
import { forsakenMs, questionsMax, waitingMax } from './limits';
import { tarOf } from './testing/tar-builder';

const readers: LayerReader[] = [];
afterEach(() => {
  for (const reader of readers.splice(0)) reader.close();
});

function newReader(now: () => number = Date.now, heapMib?: number): LayerReader {
  const reader = new LayerReader(now, heapMib);
  readers.push(reader);
  return reader;
}

const layer = gzipSync(
  tarOf([
    { name: 'a', content: 'content of a' },
    { name: 'b/', type: '5' },
  ]),
);
const opener = (bytes: Buffer, sound = true) =>
  vi.fn<OpenBlob>(async () => ({ source: { bytes }, sound: Promise.resolve(sound) }));

/** Opens nothing until it is let go. */
function held(bytes: Buffer) {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const open = vi.fn<OpenBlob>(async () => {
    await gate;
    return { source: { bytes }, sound: Promise.resolve(true) };
  });
  return { open, letGo };
}
const list = { path: '', q: '', sort: 'name', skip: 0 } as const;

describe('a layer', () => {
  it('is read once for all who ask meanwhile, and not again', async () => {
    const reader = newReader();
    const open = opener(layer);
    await Promise.all([1, 2, 3].map(() => reader.begin('sha256:a', layer.length, open)));
    await reader.begin('sha256:a', layer.length, open);
    expect(open).toHaveBeenCalledTimes(1);
    expect(reader.known('sha256:a')).toMatchObject({ state: 'read', facts: { entries: 2, truncated: null } });
    const listed = await reader.list({ layers: ['sha256:a'] }, list);
    expect(listed?.page.rows.map(({ name }) => name)).toEqual(['b', 'a']);
  });

  it('waits for the one before it, and says so', async () => {
    const reader = newReader();
    const first = held(layer);
    const reading = reader.begin('sha256:a', 1, first.open);
    const second = reader.begin('sha256:b', 2, opener(layer));
    await expect.poll(() => first.open.mock.calls.length).toBe(1);
    expect(reader.progress('sha256:b')).toMatchObject({ isWaiting: true, bytes: 2 });
    first.letGo();
    await Promise.all([reading, second]);
    expect([reader.known('sha256:a')?.state, reader.known('sha256:b')?.state]).toEqual(['read', 'read']);
    expect(reader.progress('sha256:b')).toBeUndefined();
  });

  it('is not read on when nobody has asked for it in a while, or somebody ended it', async () => {
    let nowMs = 0;
    const reader = newReader(() => nowMs);
    const first = held(layer);
    const reading = reader.begin('sha256:a', 1, first.open);
    const never = opener(layer);
    const forsaken = reader.begin('sha256:b', 1, never);
    const ended = reader.begin('sha256:c', 1, never);
    nowMs = forsakenMs + 1;
    void reader.begin('sha256:a', 1, first.open);
    reader.endForsaken();
    reader.cancel('sha256:c');
    first.letGo();
    await Promise.all([reading, forsaken, ended]);
    expect(reader.known('sha256:a')?.state).toBe('read');
    expect(never).not.toHaveBeenCalled();
    expect([reader.known('sha256:b'), reader.known('sha256:c')]).toEqual([undefined, undefined]);
    // Whoever asks again has it read.
    await reader.begin('sha256:b', 1, opener(layer));
    expect(reader.known('sha256:b')?.state).toBe('read');
  });

  it('is ended in the middle, too', async () => {
    const reader = newReader();
    const endless = gzipSync(tarOf([{ name: 'a', content: Buffer.alloc(60_000_000) }]));
    const reading = reader.begin('sha256:a', endless.length, opener(endless));
    await expect.poll(() => reader.progress('sha256:a')?.isWaiting).toBe(false);
    reader.cancel('sha256:a');
    await reading;
    expect(reader.known('sha256:a')).toBeUndefined();
  });

  it('has to wait for its turn only when not too many do', async () => {
    const reader = newReader();
    const first = held(layer);
    const all = Array.from({ length: waitingMax }, (_, at) => reader.begin(`sha256:${at}`, 1, first.open));
    expect(() => reader.begin('sha256:more', 1, first.open)).toThrow(TooManyWait);
    for (const at of all.keys()) if (at > 0) reader.cancel(`sha256:${at}`);
    first.letGo();
    await Promise.all(all);
    await reader.begin('sha256:more', 1, opener(layer));
    expect(reader.known('sha256:more')?.state).toBe('read');
  });

  it('is asked about by so many at a time', async () => {
    const reader = newReader();
    await reader.begin('sha256:a', 1, opener(layer));
    const asked = Array.from({ length: questionsMax }, () => reader.list({ layers: ['sha256:a'] }, list));
    await expect(reader.entry('sha256:a', 0)).rejects.toThrow(TooManyWait);
    await Promise.all(asked);
    expect(await reader.entry('sha256:a', 0)).toMatchObject({ bytes: 12 });
  });

  it('that is damaged on the disk is not known, and can be asked for again', async () => {
    const reader = newReader();
    await reader.begin('sha256:a', 1, opener(layer, false));
    expect(reader.known('sha256:a')).toBeUndefined();
    expect(await reader.list({ layers: ['sha256:a'] }, list)).toBeUndefined();
    await reader.begin('sha256:a', 1, opener(layer));
    expect(reader.known('sha256:a')?.state).toBe('read');
  });

  it('that is none is remembered as such, and one that is not there is not', async () => {
    const reader = newReader();
    await reader.begin('sha256:a', 1, opener(Buffer.from('no archive')));
    expect(reader.known('sha256:a')).toEqual({ state: 'unreadable', reason: 'not-tar' });
    await reader.begin('sha256:b', 1, async () => undefined);
    expect(reader.known('sha256:b')).toBeUndefined();
  });

  it('whose blob can not be opened is an error for who waits, and for nobody else', async () => {
    const reader = newReader();
    const failing = reader.begin('sha256:a', 1, () => Promise.reject(new Error('no disk')));
    await expect(failing).rejects.toThrow('no disk');
    await reader.begin('sha256:a', 1, opener(layer));
    expect(reader.known('sha256:a')?.state).toBe('read');
  });
});

describe('a thread that takes too much memory', () => {
  // A folder for each letter, so that few entries make many nodes.
  const names = Array.from(
    { length: 12_000 },
    (_, at) => `${(at * 7_919).toString(2).split('').join('/')}/f`,
  );
  const many = gzipSync(tarOf(names.map((name) => ({ name }))));

  it('ends, and what it knew is read anew by another one', async () => {
    const reader = newReader(Date.now, 16);
    await reader.begin('sha256:a', 1, opener(layer));
    await reader.begin('sha256:many', 1, opener(many));
    expect(reader.known('sha256:many')?.state).toBe('read');
    await expect(reader.list({ layers: ['sha256:many'] }, list)).rejects.toMatchObject({
      failure: { kind: 'large' },
    });
    expect([reader.known('sha256:a'), reader.known('sha256:many')]).toEqual([undefined, undefined]);
    await reader.begin('sha256:a', 1, opener(layer));
    expect((await reader.list({ layers: ['sha256:a'] }, list))?.page.total).toBe(2);
  });

  it('is begun again with the layer that it was at, and not a third time', async () => {
    // Each entry belongs to somebody else with a long name.
    const owners = Array.from({ length: 30_000 }, (_, at) => ({
      name: 'f',
      pax: { uname: `${at}-`.padEnd(240, 'o') },
    }));
    const large = gzipSync(tarOf(owners), { level: 1 });
    const reader = newReader(Date.now, 8);
    await reader.begin('sha256:a', 1, opener(large));
    expect(reader.known('sha256:a')).toBeUndefined();
    await reader.begin('sha256:a', 1, opener(large));
    expect(reader.known('sha256:a')).toEqual({ state: 'unreadable', reason: 'large' });
    await reader.begin('sha256:b', 1, opener(layer));
    expect(reader.known('sha256:b')?.state).toBe('read');
  });
});

describe('a file of a layer', () => {
  const read = async (reader: LayerReader, entry: number, bytesMax = 1e9) => {
    const parts: Buffer[] = [];
    const asked = { digest: 'sha256:a', entry, bytesMax };
    const isWhole = await reader.read(
      asked,
      opener(layer),
      (chunk) => void parts.push(chunk),
      new AbortController().signal,
    );
    return [isWhole, Buffer.concat(parts).toString()];
  };

  it('comes as it is, or as much of it as is wanted', async () => {
    const reader = newReader();
    await reader.begin('sha256:a', 1, opener(layer));
    expect(await read(reader, 0)).toEqual([true, 'content of a']);
    expect(await read(reader, 0, 7)).toEqual([true, 'content']);
    expect(await reader.entry('sha256:a', 0)).toEqual({ path: 'a', bytes: 12 });
    await expect(read(reader, 1)).rejects.toMatchObject({ failure: { kind: 'no-content' } });
  });

  it('is given no faster than it is taken, and no further when it is not wanted any more', async () => {
    const reader = newReader();
    const large = gzipSync(tarOf([{ name: 'a', content: Buffer.alloc(20_000_000) }]));
    await reader.begin('sha256:a', 1, opener(large));
    const gone = new AbortController();
    let pieces = 0;
    const reading = reader.read(
      { digest: 'sha256:a', entry: 0, bytesMax: 1e9 },
      opener(large),
      () => {
        pieces += 1;
        if (pieces === 2) gone.abort(new Error('the client left'));
      },
      gone.signal,
    );
    await expect(reading).rejects.toThrow('the client left');
    expect(pieces).toBe(2);
    // The thread goes on with what others ask.
    expect((await reader.list({ layers: ['sha256:a'] }, list))?.page.total).toBe(1);
  });
});
