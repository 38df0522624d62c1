import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a build context of an image that nobody has pushed before: from scratch, with two layers of one file each.
 * Nothing runs in such a build.
 * @returns the folder.
 */
export async function uniqueContext(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'first'), randomBytes(20_000));
  await writeFile(path.join(folder, 'second'), randomBytes(20_000));
  const steps = ['FROM scratch', 'COPY first /first', 'COPY second /second', 'CMD ["/first"]', ''];
  await writeFile(path.join(folder, 'Dockerfile'), steps.join('\n'));
  return folder;
}
