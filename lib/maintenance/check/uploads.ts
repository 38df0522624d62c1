import { isUploadId } from '@/lib/storage/paths';
import { sessionIn } from '@/lib/storage/upload-sessions';
import { type CheckContext, isYoung, namesIn, type Suspicion, suspect } from './context';
import { finding } from './finding';

/** Every upload has a session that can be read, and its data is a file. */
export async function* checkUploads(context: CheckContext): AsyncGenerator<Suspicion> {
  const { driver, paths } = context.parts;
  for await (const { name: id, kind } of namesIn(context, paths.uploads)) {
    if (kind !== 'folder' || !isUploadId(id)) continue;
    const path = paths.relative(paths.upload(id));
    yield* suspect(async () => {
      const folder = await driver.stat(paths.upload(id));
      const [session, data] = [
        await driver.stat(paths.uploadSession(id)),
        await driver.stat(paths.uploadData(id)),
      ];
      if (!folder || isYoung(context, session ?? folder)) return undefined;
      if (session && !session.isFile) return finding('wrong-type', { path: `${path}/session.json` });
      if (data && !data.isFile) return finding('wrong-type', { path: `${path}/data` });
      // A crash at the begin or the end of an upload leaves that: nobody can go on with it, and it expires.
      if (!data && (!session || session.size === 0)) return undefined;
      if (!session) return finding('upload-without-session', { path });
      const read = await driver.read(paths.uploadSession(id), 64 * 1024);
      if (read && sessionIn(read.bytes)) return undefined;
      return finding('unreadable-session', { path });
    });
  }
}

/** Nothing in `temp/files` belongs to a process that has ended. */
export async function* checkTemporaryFiles(context: CheckContext): AsyncGenerator<Suspicion> {
  const { driver, paths, processes } = context.parts;
  for await (const { name } of namesIn(context, paths.files)) {
    const file = paths.temporaryNamed(name);
    const writer = name.split('.', 1)[0] ?? '';
    yield* suspect(async () => {
      if (!(await driver.stat(file))) return undefined;
      if ((await processes.holderOf(paths.process(writer)))?.alive) return undefined;
      return (await driver.stat(file)) && finding('abandoned-file', { path: paths.relative(file) });
    });
  }
}
