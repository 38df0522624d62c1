import type { Page } from '@playwright/test';
import type { HttpClient } from '../tests/harness/http-client';
import { RepositoryClient } from '../tests/harness/push';
import { pushLayers } from '../tests/harness/tar-layer';

/** What looks like a page, and is a file of a layer. */
export const hostilePage = '<img src=x onerror="alert(1)"><script>alert(2)</script>\n\u202eevil\u0007\n';

/** A picture's first bytes, and some more. */
export const picture = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  Buffer.alloc(9_000, 0xab),
]);

/**
 * Pushes `team/app:v1`, an image of three layers: files and links; one that replaces, removes and hides some of them; and one
 * that changes a mode alone.
 */
export async function pushFiles(server: number | HttpClient, repository = 'team/app') {
  const image = await pushLayers(new RepositoryClient(server, repository), 'v1', [
    {
      command: 'ADD rootfs.tar /',
      entries: {
        'etc/': {},
        'etc/motd': 'first\n',
        'etc/old.conf': 'gone\n',
        'srv/': {},
        'srv/index.html': hostilePage,
        'srv/logo.png': { content: picture, uid: 33, gid: 33, uname: 'www-data', gname: 'www-data' },
        'usr/': {},
        'usr/bin/': {},
        'usr/bin/tool': { content: '#!/bin/sh\nexit 0\n', mode: 0o4755 },
        'usr/bin/link': { type: 'symlink', linkname: 'tool' },
        'usr/share/': {},
        'usr/share/doc.txt': 'old words\n',
        'var/': {},
        'var/big.log': `${'a line of a log\n'.repeat(80_000)}the end\n`,
        'var/empty': '',
      },
    },
    {
      command: 'RUN make install',
      entries: {
        'etc/motd': 'second\n',
        'etc/.wh.old.conf': '',
        'usr/share/.wh..wh..opq': '',
        'usr/share/new.txt': 'new words\n',
      },
    },
    {
      command: 'RUN chmod +x /etc/motd',
      entries: { 'etc/motd': { content: 'second\n', mode: 0o755 } },
    },
  ]);
  return { ...image, path: `/r/${repository.replaceAll('/', '~')}/m/${image.digest}/files` };
}

/** The tree of files. */
export const tree = (page: Page) => page.getByRole('treegrid', { name: 'Files', exact: true });

/** The row of an entry by its name. */
export function fileRow(page: Page, name: string) {
  return page
    .getByRole('treegrid')
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name, exact: true }) });
}
