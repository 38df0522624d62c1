import type { RepositoryName } from '@/lib/oci/repository-name';
import type { FileSystemDriver } from './driver';
import { isUploadId, type StoragePaths } from './paths';
import { sessionIn } from './upload-sessions';

/** An upload session that was begun and not finished. Times in milliseconds since 1970. */
export interface OpenUpload {
  id: string;
  repository: RepositoryName;
  startedAtMs: number;
  /** When it last got a byte. */
  activeAtMs: number;
  bytes: number;
}

/** The sessions that are open, of every process, the one that got a byte last first; at most `limit`. */
export async function openUploads(
  { driver, paths }: { driver: FileSystemDriver; paths: StoragePaths },
  limit: number,
): Promise<OpenUpload[]> {
  const found: OpenUpload[] = [];
  for await (const { name } of driver.names(paths.uploads)) {
    if (!isUploadId(name)) continue;
    const read = await driver.read(paths.uploadSession(name), 4096);
    const session = read && sessionIn(read.bytes);
    const [folder, data] = [await driver.stat(paths.upload(name)), await driver.stat(paths.uploadData(name))];
    // Finished since its name was read, or cut short by a crash.
    if (!session || !folder) continue;
    found.push({
      id: name,
      repository: session.repository,
      startedAtMs: Date.parse(session.startedAt),
      activeAtMs: Math.max(folder.modifiedAtMs, data?.modifiedAtMs ?? 0),
      bytes: data?.size ?? 0,
    });
  }
  return found.sort((a, b) => b.activeAtMs - a.activeAtMs).slice(0, limit);
}
