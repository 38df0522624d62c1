import { isUploadId } from '../paths';
import type { StorageParts } from '../storage';
import { sessionIn } from '../upload-sessions';

/** Removes a symlink or an empty folder that has the place of content. @returns false for what may be of value */
export async function removeWorthless({ driver }: StorageParts, file: string): Promise<boolean> {
  const stat = await driver.stat(file);
  if (!stat) return true;
  if (stat.isSymlink) return await driver.remove(file);
  return stat.isFolder && (await driver.removeEmptyFolder(file));
}

/** Gives a file or folder that this user owns the rights that CyberDock gives: 0640, or 0750. */
export async function mendRights({ driver }: StorageParts, file: string): Promise<boolean> {
  const stat = await driver.stat(file);
  if (!stat || stat.isSymlink || stat.owner !== (process.getuid?.() ?? stat.owner)) return false;
  return await driver.setMode(file, stat.isFolder ? 0o750 : 0o640);
}

/** Removes an upload session that no client can go on with. @returns false when one can after all */
export async function removeBrokenUpload(parts: StorageParts, id: string): Promise<boolean> {
  const { driver, paths, locks } = parts;
  if (!isUploadId(id)) return false;
  return await locks.hold(
    `upload:${id}`,
    async () => {
      const read = await driver.read(paths.uploadSession(id), 64 * 1024);
      const data = await driver.stat(paths.uploadData(id));
      if (read && sessionIn(read.bytes) && (!data || data.isFile)) return false;
      for (const file of [paths.uploadData(id), paths.uploadSession(id)]) {
        const stat = await driver.stat(file);
        if (stat?.isFolder) await driver.removeEmptyFolder(file);
        else await driver.remove(file);
      }
      return await driver.removeEmptyFolder(paths.upload(id));
    },
    1_000,
  );
}

/** Removes a temporary file whose process has ended. */
export async function removeAbandoned(
  { driver, paths, processes }: StorageParts,
  name: string,
): Promise<boolean> {
  const writer = name.split('.', 1)[0] ?? '';
  if ((await processes.holderOf(paths.process(writer)))?.alive) return false;
  const file = paths.temporaryNamed(name);
  return (await driver.remove(file).catch(() => false)) || (await driver.removeEmptyFolder(file));
}
