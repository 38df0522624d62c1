import fs from 'node:fs/promises';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { FileSystemDriver } from './driver';
import { temporaryFolder } from './testing/open-storage';

test('a folder that somebody removes between its opening and its reading has no names', async () => {
  const folder = path.join(await temporaryFolder(), 'soon-gone');
  await fs.mkdir(folder);
  const open = fs.opendir.bind(fs);
  const opendir = vi.spyOn(fs, 'opendir').mockImplementationOnce(async (...given) => {
    const opened = await open(...given);
    await fs.rmdir(folder);
    return opened;
  });
  const names: string[] = [];
  for await (const { name } of new FileSystemDriver(false).names(folder)) names.push(name);
  expect(names).toEqual([]);
  opendir.mockRestore();
});
