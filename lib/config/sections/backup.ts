import path from 'node:path';
import { z } from 'zod';
import { integer, optionalSetting, setting, text } from '../setting';

/** Where backups go that are begun at the dashboard. */
export const backupSettings = z
  .strictObject({
    folder: optionalSetting(
      text('an absolute path', (value) => path.isAbsolute(value) && !value.includes('\0')),
      {
        description:
          'Where backups that administrators begin at the dashboard go, each into a folder of its own, outside of `storage.root`. Without it the dashboard makes none; `cyberdock backup` is told its folder.',
        example: '/mnt/backup/cyberdock',
      },
    ),
    keep: setting(integer(1, 10_000), 14, {
      description:
        'How many finished backups stay there. Older ones are removed after a new one is finished.',
      example: '30',
    }),
  })
  .meta({ description: 'Where backups go that are begun at the dashboard.' });

/** Whether backups would go into the data folder, or that lies in theirs. As written: symlinks are looked at later. */
export function isMisplaced(folder: string, root: string): boolean {
  return isWithin(folder, root) || isWithin(root, folder);
}

function isWithin(inner: string, outer: string): boolean {
  const way = path.relative(outer, inner);
  return way === '' || !(way === '..' || way.startsWith(`..${path.sep}`));
}
