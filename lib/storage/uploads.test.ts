import fs from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { type Digest, digestOf } from '@/lib/oci/digest';
import type { UploadId } from './paths';
import { StoragePaths } from './paths';
import {
  faultOf,
  incomingOf,
  openParts,
  openStorage,
  repositoryOf,
  temporaryFolder,
} from './testing/open-storage';

const repository = repositoryOf('team/app');
const digest = (text: string) => digestOf(Buffer.from(text));
const open = async (limits = {}) => openParts(await temporaryFolder(), undefined, limits);

async function contentOf(
  { blobs }: { blobs: Awaited<ReturnType<typeof open>>['blobs'] },
  wanted: Digest,
): Promise<string | undefined> {
  const opened = await blobs.open(repository, wanted);
  if (!opened?.handle) return opened?.bytes.toString();
  const bytes = await opened.handle.readFile().finally(() => opened.handle.close());
  return (await opened.sound) ? bytes.toString() : undefined;
}

/** A body that sends this and then neither more nor its end, until it is destroyed. */
function unfinished(text: string) {
  const stream = new PassThrough();
  stream.write(text);
  const isRead = () => vi.waitFor(() => expect(stream.readableLength).toBe(0), { timeout: 10_000 });
  return {
    stream,
    isRead,
    incoming: { body: () => stream as Readable, signal: new AbortController().signal },
  };
}

describe('Uploads', () => {
  it('makes a blob of what came in several chunks, and forgets the session', async () => {
    const parts = await open();
    const id = await parts.uploads.begin(repository, 'sha256');
    expect(await parts.uploads.append(repository, id, { ...incomingOf('one '), start: 0, length: 4 })).toBe(
      4,
    );
    expect(await parts.uploads.append(repository, id, incomingOf('two '))).toBe(8);
    await parts.uploads.finish(repository, id, digest('one two three'), incomingOf('three'));
    expect(await contentOf(parts, digest('one two three'))).toBe('one two three');
    expect(await faultOf(parts.uploads.offset(repository, id))).toBe('UPLOAD_UNKNOWN');
    expect(await fs.readdir(parts.paths.uploads)).toEqual([]);
    expect(await fs.readdir(parts.paths.files)).toEqual([]);
  });

  it('makes a blob of no bytes at all', async () => {
    const parts = await open();
    const id = await parts.uploads.begin(repository, 'sha256');
    await parts.uploads.finish(repository, id, digest(''));
    expect(await contentOf(parts, digest(''))).toBe('');
  });

  it('refuses a chunk that does not begin where the session ends, and says where that is', async () => {
    const { uploads } = await open();
    const id = await uploads.begin(repository, 'sha256');
    await uploads.append(repository, id, incomingOf('12345'));
    const refused = uploads.append(repository, id, { ...incomingOf('x'), start: 4 });
    await expect(refused).rejects.toMatchObject({ fault: { code: 'OFFSET_MISMATCH', offset: 5 } });
    expect(await uploads.offset(repository, id)).toBe(5);
  });

  it('goes on in another process, which hashes anew what is there', async () => {
    const root = await temporaryFolder();
    const [one, other] = [await openStorage(root), await openStorage(root)];
    const id = await one.storage.uploads.begin(repository, 'sha256');
    await one.storage.uploads.append(repository, id, incomingOf('begun here, '));
    expect(await other.storage.uploads.offset(repository, id)).toBe(12);
    await other.storage.uploads.append(repository, id, incomingOf('continued there, '));
    await one.storage.uploads.append(repository, id, incomingOf('and here'));
    const whole = digest('begun here, continued there, and here');
    await other.storage.uploads.finish(repository, id, whole);
    expect(await contentOf(one.storage, whole)).toBe('begun here, continued there, and here');
    expect(await faultOf(one.storage.uploads.append(repository, id, incomingOf('x')))).toBe('UPLOAD_UNKNOWN');
  });

  it('goes on after a start, with all that came before the end', async () => {
    const root = await temporaryFolder();
    const before = await openStorage(root);
    const id = await before.storage.uploads.begin(repository, 'sha256');
    await before.storage.uploads.append(repository, id, incomingOf('before '));
    await before.close();
    const { storage } = await openStorage(root);
    await storage.uploads.finish(repository, id, digest('before after'), incomingOf('after'));
    expect(await contentOf(storage, digest('before after'))).toBe('before after');
  });

  it('takes a sha512 digest that is told only at the end', async () => {
    const parts = await open();
    const id = await parts.uploads.begin(repository, 'sha256');
    await parts.uploads.append(repository, id, incomingOf('content'));
    const wanted = digestOf(Buffer.from('content'), 'sha512');
    await parts.uploads.finish(repository, id, wanted);
    expect(await contentOf(parts, wanted)).toBe('content');
  });

  it('is as before when the digest does not match, so that the right end can still be sent', async () => {
    const parts = await open();
    const id = await parts.uploads.begin(repository, 'sha256');
    await parts.uploads.append(repository, id, incomingOf('begin '));
    const wrong = parts.uploads.finish(repository, id, digest('begin end'), incomingOf('rubbish'));
    expect(await faultOf(wrong)).toBe('DIGEST_MISMATCH');
    expect(await parts.uploads.offset(repository, id)).toBe(6);
    expect(await parts.blobs.find(repository, digest('begin end'))).toBeUndefined();
    await parts.uploads.finish(repository, id, digest('begin end'), incomingOf('end'));
    expect(await contentOf(parts, digest('begin end'))).toBe('begin end');
  });

  it('keeps nothing of a chunk that is longer or shorter than it was announced', async () => {
    const { uploads } = await open();
    const id = await uploads.begin(repository, 'sha256');
    await uploads.append(repository, id, incomingOf('12345'));
    for (const length of [2, 20]) {
      expect(await faultOf(uploads.append(repository, id, { ...incomingOf('678'), length }))).toBe(
        'LENGTH_MISMATCH',
      );
      expect(await uploads.offset(repository, id)).toBe(5);
    }
  });

  it('keeps nothing of a chunk that makes the blob too large, announced or not', async () => {
    const { uploads } = await open({ maxBlobBytes: 10 });
    const id = await uploads.begin(repository, 'sha256');
    await uploads.append(repository, id, incomingOf('1234567'));
    const mayNotBeAsked = {
      body: (): Readable => expect.fail('the body was asked for'),
      signal: new AbortController().signal,
      length: 4,
    };
    expect(await faultOf(uploads.append(repository, id, mayNotBeAsked))).toBe('TOO_LARGE');
    expect(await faultOf(uploads.append(repository, id, incomingOf('89', '01')))).toBe('TOO_LARGE');
    expect(await uploads.offset(repository, id)).toBe(7);
    await uploads.append(repository, id, incomingOf('890'));
    await uploads.finish(repository, id, digest('1234567890'));
  });

  it('keeps what came before a cut, and goes on after it', async () => {
    const parts = await open();
    const id = await parts.uploads.begin(repository, 'sha256');
    const { stream, isRead, incoming } = unfinished('came ');
    const appending = parts.uploads.append(repository, id, incoming);
    const fault = faultOf(appending);
    await isRead();
    stream.destroy();
    expect(await fault).toBe('CUT');
    expect(await parts.uploads.offset(repository, id)).toBe(5);
    await parts.uploads.finish(repository, id, digest('came late'), incomingOf('late'));
    expect(await contentOf(parts, digest('came late'))).toBe('came late');
  });

  it('hands an upload over to the newer request; the earlier one is cut', async () => {
    const parts = await open();
    const id = await parts.uploads.begin(repository, 'sha256');
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const stalled = new PassThrough();
    const earlier = faultOf(
      parts.uploads.append(repository, id, {
        body: () => {
          asked();
          return stalled;
        },
        signal: new AbortController().signal,
      }),
    );
    await isAsked;
    await parts.uploads.append(repository, id, incomingOf('newer'));
    expect(await earlier).toBe('CUT');
    await parts.uploads.finish(repository, id, digest('newer'));
    expect(await contentOf(parts, digest('newer'))).toBe('newer');
  });

  it('is unknown to another repository, which can neither read, cut, end nor cancel it', async () => {
    const { uploads } = await open();
    const id = await uploads.begin(repository, 'sha256');
    const { stream, isRead, incoming } = unfinished('mine');
    const appending = faultOf(uploads.append(repository, id, incoming));
    await isRead();
    const other = repositoryOf('other/app');
    expect(await faultOf(uploads.offset(other, id))).toBe('UPLOAD_UNKNOWN');
    expect(await faultOf(uploads.append(other, id, incomingOf('x')))).toBe('UPLOAD_UNKNOWN');
    expect(await faultOf(uploads.finish(other, id, digest('mine')))).toBe('UPLOAD_UNKNOWN');
    expect(await faultOf(uploads.cancel(other, id))).toBe('UPLOAD_UNKNOWN');
    stream.end(' still');
    expect(await appending).toEqual({ resolved: 10 });
  });

  it('is gone when it was cancelled, also under a transfer that runs', async () => {
    const { uploads, paths } = await open();
    const id = await uploads.begin(repository, 'sha256');
    const { isRead, incoming } = unfinished('bytes');
    const appending = faultOf(uploads.append(repository, id, incoming));
    await isRead();
    await uploads.cancel(repository, id);
    expect(await appending).toBe('CUT');
    expect(await faultOf(uploads.offset(repository, id))).toBe('UPLOAD_UNKNOWN');
    expect(await fs.readdir(paths.uploads)).toEqual([]);
  });

  it('leaves nothing behind when a monolithic upload fails', async () => {
    const { uploads, paths, blobs } = await open({ maxBlobBytes: 10 });
    const whole = (text: string, more = {}) =>
      faultOf(uploads.receiveWhole(repository, digest('right'), { ...incomingOf(text), ...more }));
    expect(await whole('wrong')).toBe('DIGEST_MISMATCH');
    expect(await whole('much too large')).toBe('TOO_LARGE');
    expect(await whole('right', { length: 6 })).toBe('LENGTH_MISMATCH');
    expect(await whole('right', { signal: AbortSignal.abort() })).toBe('CUT');
    expect(await fs.readdir(paths.files)).toEqual([]);
    expect(await blobs.find(repository, digest('right'))).toBeUndefined();
  });

  it('never writes into a blob that a crash left linked to its session', async () => {
    const root = await temporaryFolder();
    const paths = new StoragePaths(root);
    const before = await openStorage(root);
    const id = await before.storage.uploads.begin(repository, 'sha256');
    await before.storage.uploads.append(repository, id, incomingOf('finished'));
    // As `finish` leaves it when it is killed right after the link into the pool and the repository.
    const blob = digest('finished');
    for (const folder of [paths.poolFolder(blob), paths.blobs(repository)]) {
      await fs.mkdir(folder, { recursive: true });
    }
    await fs.link(paths.uploadData(id), paths.poolBlob(blob));
    await fs.link(paths.uploadData(id), paths.blob(repository, blob));
    await before.close();

    const { storage } = await openStorage(root);
    await storage.uploads.append(repository, id, incomingOf(' and then some'));
    const wrong = storage.uploads.finish(repository, id, digest('other'), incomingOf('!'));
    expect(await faultOf(wrong)).toBe('DIGEST_MISMATCH');
    expect(await fs.readFile(paths.poolBlob(blob), 'utf8')).toBe('finished');
    expect(await contentOf(storage, blob)).toBe('finished');
  });

  it('ends a session that was killed between the pool and the repository when it is asked again', async () => {
    const parts = await open();
    const id = await parts.uploads.begin(repository, 'sha256');
    await parts.uploads.append(repository, id, incomingOf('finished'));
    const blob = digest('finished');
    await fs.mkdir(parts.paths.poolFolder(blob), { recursive: true });
    await fs.link(parts.paths.uploadData(id), parts.paths.poolBlob(blob));
    await parts.uploads.finish(repository, id, blob, incomingOf());
    expect(await contentOf(parts, blob)).toBe('finished');
    expect(await fs.readdir(parts.paths.files)).toEqual([]);
  });

  it('fails, and does not wait for ever, when its data was taken away by hand', async () => {
    const { uploads, paths } = await open();
    const id = await uploads.begin(repository, 'sha256');
    await uploads.append(repository, id, incomingOf('bytes'));
    await fs.rm(paths.uploadData(id));
    expect(await faultOf(uploads.finish(repository, id, digest('bytes')))).toBe('DIGEST_MISMATCH');
    await fs.rm(paths.upload(id), { recursive: true });
    expect(await faultOf(uploads.finish(repository, id, digest('bytes')))).toBe('UPLOAD_UNKNOWN');
  });

  it('is unknown when a crash cut its session file short', async () => {
    const { uploads, paths } = await open();
    const id = '00000000-0000-4000-8000-000000000000' as UploadId;
    await fs.mkdir(paths.upload(id));
    await fs.writeFile(paths.uploadSession(id), '{"repository":"team');
    expect(await faultOf(uploads.offset(repository, id))).toBe('UPLOAD_UNKNOWN');
  });

  it('removes sessions that rested for too long, and spares young and running ones', async () => {
    const { uploads, paths } = await open({ uploadTimeoutMs: 60_000 });
    const [old, young, running] = [
      await uploads.begin(repository, 'sha256'),
      await uploads.begin(repository, 'sha256'),
      await uploads.begin(repository, 'sha256'),
    ];
    await uploads.append(repository, old, incomingOf('old'));
    const { stream, isRead, incoming } = unfinished('running');
    const appending = faultOf(uploads.append(repository, running, incoming));
    await isRead();
    const longAgo = new Date(Date.now() - 61_000);
    for (const id of [old, running]) await fs.utimes(paths.upload(id), longAgo, longAgo);
    await fs.utimes(paths.uploadData(old), longAgo, longAgo);
    expect(await uploads.removeExpired()).toBe(1);
    stream.end();
    expect(await appending).toEqual({ resolved: 7 });
    expect(await faultOf(uploads.offset(repository, old))).toBe('UPLOAD_UNKNOWN');
    expect(await uploads.offset(repository, young)).toBe(0);
    expect((await fs.readdir(paths.uploads)).sort()).toEqual([young, running].sort());
  });
});
