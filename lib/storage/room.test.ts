import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import { FileSystemDriver } from './driver';
import { Room } from './room';
import { StorageError } from './storage-error';
import { faultOf, incomingOf, openParts, repositoryOf, temporaryFolder } from './testing/open-storage';

/** A disk with as much room as the test says. */
class SmallDisk extends FileSystemDriver {
  looks = 0;
  constructor(public freeBytes: number) {
    super(false);
  }
  override async room() {
    this.looks += 1;
    return { bytes: 1_000_000, freeBytes: this.freeBytes };
  }
}

const mebibyte = 1024 * 1024;
const repository = repositoryOf('team/app');
const openOn = async (disk: SmallDisk, freeBytesMin: number) =>
  openParts(await temporaryFolder(), disk, { freeBytesMin });

/** Lets the next question be put to the disk. */
function later<T>(task: () => Promise<T>): Promise<T> {
  const now = performance.now() + 1_000;
  const clock = vi.spyOn(performance, 'now').mockReturnValue(now);
  return task().finally(() => clock.mockRestore());
}

describe('Room', () => {
  it('refuses what would leave less than the minimum, and says what is free and what is required', async () => {
    const room = new Room(new SmallDisk(1000), '/', 600);
    await room.require(400);
    const error = await room.require(401).catch((error) => error);
    expect(error).toBeInstanceOf(StorageError);
    expect(error.fault).toEqual({
      code: 'LOW_SPACE',
      freeBytes: 1000,
      requiredBytes: 1001,
      freeBytesMin: 600,
    });
  });

  it('is off with 0, and then never asks the disk', async () => {
    const disk = new SmallDisk(0);
    const room = new Room(disk, '/', 0);
    const admission = await room.admit(10 ** 12);
    await admission.goOn();
    admission.end();
    expect(disk.looks).toBe(0);
  });

  it('asks the disk once a second at most, and sees then that there is room again', async () => {
    const disk = new SmallDisk(10);
    const room = new Room(disk, '/', 600);
    for (let at = 0; at < 20; at++) expect(await faultOf(room.require(0))).toBe('LOW_SPACE');
    expect(disk.looks).toBe(1);
    disk.freeBytes = 1000;
    await later(() => room.require(0));
    expect(disk.looks).toBe(2);
  });

  it('does not promise the same room twice, and gives back what did not come', async () => {
    const room = new Room(new SmallDisk(1000), '/', 600);
    const first = await room.admit(300);
    expect(await faultOf(room.admit(101))).toBe('LOW_SPACE');
    first.write(100); // Written, it is taken all the more.
    expect(await faultOf(room.admit(101))).toBe('LOW_SPACE');
    first.end();
    await room.require(300);
    expect(await faultOf(room.require(301))).toBe('LOW_SPACE');
  });

  it('keeps what is promised over a new look at the disk', async () => {
    const disk = new SmallDisk(1000);
    const room = new Room(disk, '/', 600);
    const running = await room.admit(400);
    expect(await faultOf(later(() => room.require(1)))).toBe('LOW_SPACE');
    running.end();
    await room.require(400);
  });

  it('asks again after a look that failed', async () => {
    const disk = new SmallDisk(1000);
    const room = new Room(disk, '/', 600);
    const failing = vi.spyOn(disk, 'room').mockRejectedValueOnce(new Error('no answer'));
    await expect(room.require(0)).rejects.toThrow('no answer');
    await room.require(0);
    expect(failing).toHaveBeenCalledTimes(2);
  });
});

describe('Uploads on a disk that runs low', () => {
  it('refuses a session, a whole blob and a body before a byte is asked for', async () => {
    const disk = new SmallDisk(1000);
    const parts = await openOn(disk, 600);
    const id = await parts.uploads.begin(repository, 'sha256');
    await parts.uploads.append(repository, id, incomingOf('kept'));
    disk.freeBytes = 599;
    const body = vi.fn(() => Readable.from([Buffer.from('more')]));
    const incoming = { ...incomingOf(), body };
    const whole = digestOf(Buffer.from('more'));
    const refused = await later(async () => [
      await faultOf(parts.uploads.begin(repository, 'sha256')),
      await faultOf(parts.uploads.receiveWhole(repository, whole, incoming)),
      await faultOf(parts.uploads.append(repository, id, incoming)),
      await faultOf(parts.uploads.finish(repository, id, digestOf(Buffer.from('keptmore')), incoming)),
    ]);
    expect(refused).toEqual(Array(4).fill('LOW_SPACE'));
    expect(body).not.toHaveBeenCalled();
    expect(await parts.uploads.offset(repository, id)).toBe(4);
  });

  it('counts the length that is announced', async () => {
    const parts = await openOn(new SmallDisk(1000), 600);
    const id = await parts.uploads.begin(repository, 'sha256');
    const append = (length: number) =>
      parts.uploads.append(repository, id, { ...incomingOf('x'.repeat(length)), length });
    expect(await faultOf(append(401))).toBe('LOW_SPACE');
    expect(await append(400)).toBe(400);
  });

  it('finishes a session that has all its bytes, mounts, deletes and cancels', async () => {
    const disk = new SmallDisk(1000);
    const parts = await openOn(disk, 600);
    const [id, other] = [
      await parts.uploads.begin(repository, 'sha256'),
      await parts.uploads.begin(repository, 'sha256'),
    ];
    await parts.uploads.append(repository, id, incomingOf('all'));
    disk.freeBytes = 0;
    const digest = digestOf(Buffer.from('all'));
    await later(async () => {
      expect(await faultOf(parts.uploads.begin(repository, 'sha256'))).toBe('LOW_SPACE');
      await parts.uploads.finish(repository, id, digest, { ...incomingOf(), length: 0 });
      expect(await parts.blobs.mount(repository, repositoryOf('team/other'), digest)).toBe(true);
      expect(await parts.blobs.delete(repository, digest)).toBe(true);
      await parts.uploads.cancel(repository, other);
    });
  });

  it('stops a stream once the disk runs low, keeps what came, and goes on there later', async () => {
    const disk = new SmallDisk(100 * mebibyte);
    const parts = await openOn(disk, 60 * mebibyte);
    const id = await parts.uploads.begin(repository, 'sha256');
    const chunk = Buffer.alloc(mebibyte, 'x');
    let sent = 0;
    const body = () =>
      Readable.from(
        (function* () {
          while (sent < 200) {
            sent += 1;
            yield chunk;
          }
        })(),
        { objectMode: false },
      );
    expect(await faultOf(parts.uploads.append(repository, id, { ...incomingOf(), body }))).toBe('LOW_SPACE');
    expect(sent).toBeLessThan(150);
    const offset = await parts.uploads.offset(repository, id);
    expect(offset).toBeGreaterThanOrEqual(40 * mebibyte);
    disk.freeBytes = 1000 * mebibyte;
    const digest = digestOf(Buffer.alloc(offset + 4, 'x'));
    await later(() => parts.uploads.finish(repository, id, digest, { ...incomingOf('xxxx'), start: offset }));
    expect((await parts.blobs.find(repository, digest))?.size).toBe(offset + 4);
  });
});
