import type { Page, Route } from '@playwright/test';
import type { FileEntry, FilesAnswer } from '../lib/dashboard/files/file-contracts';
import type { CutReason, UnreadableReason } from '../lib/dashboard/files/file-kinds';
import { RepositoryClient } from '../tests/harness/push';
import { pushLayers } from '../tests/harness/tar-layer';
import { fromTheBrowser } from './guarded';
import { judge } from './judge';
import { openLate } from './open-late';
import { expect, test } from './test';

type Ready = Extract<FilesAnswer, { state: 'ready' }>;

/** An image of two layers, and what the API answers of it in states that no small image stays in. */
async function pushTwo(port: number) {
  const image = await pushLayers(new RepositoryClient(port, 'team/app'), 'v1', [
    { entries: { 'etc/motd': 'hello' }, command: 'ADD rootfs.tar /' },
    { entries: { 'etc/motd': 'again' }, command: 'RUN echo again > /etc/motd' },
  ]);
  const common = {
    repository: 'team/app',
    digest: image.digest,
    layer: null,
    layers: image.layers.map((digest, at) => ({
      digest,
      position: at + 1,
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      bytes: 1_000_000,
      index: null,
      unreadable: null,
    })),
  };
  const [first = '', second = ''] = image.layers;
  const indexing = (bytesRead: number, isWaiting = false): FilesAnswer => ({
    ...common,
    state: 'indexing',
    reading: { digest: first, position: 1, isWaiting, bytesRead, bytes: 1_000_000, entries: 1_234 },
    layersRead: 0,
    layersNeeded: 2,
  });
  const ready = (more: Partial<Ready> = {}): Ready => ({
    ...common,
    state: 'ready',
    efficiency: { hiddenBytes: 5, fileBytes: 10, score: 0.5 },
    path: '',
    parents: [],
    isThere: true,
    entries: [fileOf('motd', second)],
    total: 1,
    next: null,
    ...more,
  });
  const unreadable = (reason: UnreadableReason): FilesAnswer => ({
    ...common,
    state: 'unreadable',
    reason,
    at: { digest: second, position: 2 },
  });
  return { ...image, path: `/r/team~app/m/${image.digest}/files`, common, indexing, ready, unreadable };
}

function fileOf(name: string, digest: string, more: Partial<FileEntry> = {}): FileEntry {
  return {
    id: `${digest}:0`,
    name,
    path: name,
    isEscaped: false,
    flagged: false,
    kind: 'file',
    bytes: 5,
    below: null,
    hiddenBytes: 0,
    mode: 0o644,
    uid: 0,
    gid: 0,
    owner: 'root',
    group: 'root',
    modifiedMs: Date.parse('2026-11-20T09:30:00Z'),
    linkTarget: null,
    linkPath: null,
    device: null,
    layer: { digest, position: 2 },
    entry: 0,
    state: 'changed',
    hiddenBy: null,
    isReadable: true,
    ...more,
  };
}

const answering = (page: Page, answer: (route: Route) => FilesAnswer) =>
  page.route(/\/api\/v1\/.*\/files\?/, (route) => route.fulfill({ json: answer(route) }));
/** Lets the page's clock run until it has a heading: what is loaded lazily appears by it. */
async function expectHeading(page: Page, name: string): Promise<void> {
  await expect(async () => {
    await page.clock.runFor(100);
    await expect(heading(page, name)).toBeVisible({ timeout: 500 });
  }).toPass();
}
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

test('indexing shows how far it is, is not asked for while the page is hidden, and then shows the files', async ({
  page,
  empty,
}) => {
  const { path, indexing, ready } = await pushTwo(empty.port);
  let [asked, read] = [0, 0];
  await page.clock.install();
  await answering(page, () => {
    asked += 1;
    return read < 0 ? ready() : indexing(read);
  });
  await openLate(page, `${empty.url}/trash`, path);
  await expectHeading(page, 'Indexing, 0 %');
  read = 860_000;
  await expectHeading(page, 'Indexing, 43 %');
  const bar = page.getByRole('progressbar', { name: 'Layers that are read' });
  await expect(bar).toHaveAttribute('aria-valuenow', '43');
  await expect(
    page.getByText('Layer 1: 840 KiB of 977 KiB, 1,234 entries so far. 0 of 2 layers are read.'),
  ).toBeVisible();

  const hide = (isHidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, 'visibilityState', {
        value: hidden ? 'hidden' : 'visible',
        configurable: true,
      });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, isHidden);
  await hide(true);
  const before = asked;
  await page.clock.runFor(10_000);
  expect(asked).toBe(before);
  read = -1;
  await hide(false);
  await page.clock.runFor(1_100);
  await expect(
    page.getByRole('treegrid', { name: 'Files' }).getByRole('link', { name: 'motd' }),
  ).toBeVisible();
  const afterwards = asked;
  await page.clock.runFor(10_000);
  expect(asked).toBe(afterwards);
});

test('indexing that waits says so, is cancelled by its button, asked for no more, and begun again', async ({
  page,
  empty,
}) => {
  const { path, digest, indexing } = await pushTwo(empty.port);
  let asked = 0;
  await page.clock.install();
  await answering(page, () => {
    asked += 1;
    return indexing(0, true);
  });
  const ended: string[] = [];
  await page.route('**/files/indexing*', (route) => {
    ended.push(`${route.request().method()} ${decodeURIComponent(new URL(route.request().url()).pathname)}`);
    return route.fulfill({ status: 204 });
  });
  await openLate(page, `${empty.url}/trash`, path);
  await expectHeading(page, 'Waiting for other layers to be read');
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(heading(page, 'Indexing was ended')).toBeVisible();
  await expect
    .poll(() => ended)
    .toEqual([`DELETE /api/v1/repositories/team~app/manifests/${digest}/files/indexing`]);
  const before = asked;
  await page.clock.runFor(10_000);
  expect(asked).toBe(before);
  await page.getByRole('button', { name: 'Index again' }).click();
  await expectHeading(page, 'Waiting for other layers to be read');
  expect(asked).toBeGreaterThan(before);
});

test('what was read in part says which layer met which limit', async ({ page, empty }) => {
  const { path, common, ready } = await pushTwo(empty.port);
  const index = (truncated: CutReason | null) => ({
    uncompressedBytes: 9_000_000,
    fileBytes: 8_000_000,
    entries: 40,
    files: 30,
    folders: 8,
    links: 2,
    whiteouts: 0,
    truncated,
    hiddenBytes: 5,
    rewrittenBytes: 5,
  });
  const [first, second] = common.layers;
  if (!first || !second) throw new Error('the image has two layers');
  await answering(page, () =>
    ready({
      layers: [
        { ...first, index: index(null) },
        { ...second, index: index('entries') },
      ],
    }),
  );
  await openLate(page, `${empty.url}/trash`, path);
  const note = page.getByRole('note');
  await expect(note).toContainText(
    'Layer 2 is truncated at a limit: it has more entries than are listed of one.',
  );
  await expect(note).not.toContainText('Layer 1');
  await expect(page.getByText('Efficiency 50.0 %.')).toBeVisible();
  await expect(page.getByText('were written again with the same content')).toBeVisible();
  await judge(page, 'files-truncated');
});

const reasons: [UnreadableReason, title: string, hasDownload: boolean][] = [
  ['media-type', 'The layer is of a type that is not read here', true],
  ['not-tar', 'The layer is no tar archive', true],
  ['encrypted', 'The layer is encrypted', true],
  ['absent', 'The layer is referenced, not stored', false],
  ['foreign', 'The layer lies elsewhere', false],
  ['large', 'Too many files to merge', true],
];

test('what can not be read says why, and is offered as it is where it is stored', async ({ page, empty }) => {
  const { path, layers, unreadable } = await pushTwo(empty.port);
  let reason: UnreadableReason = 'media-type';
  await answering(page, () => unreadable(reason));
  for (const [one, title, hasDownload] of reasons) {
    reason = one;
    await openLate(page, `${empty.url}/trash`, path);
    await expect(heading(page, title)).toBeVisible();
    const download = page.getByRole('link', { name: 'Download layer 2' });
    if (hasDownload)
      await expect(download).toHaveAttribute('href', new RegExp(encodeURIComponent(layers[1] ?? '')));
    else await expect(download).toHaveCount(0);
  }
});

test('files that could not be loaded say so with the request id, and are asked for again', async ({
  page,
  empty,
  complaints,
}) => {
  const { path, ready } = await pushTwo(empty.port);
  let answers = false;
  await page.route(/\/api\/v1\/.*\/files\?/, (route) =>
    answers
      ? route.fulfill({ json: ready() })
      : route.fulfill({
          status: 500,
          json: { error: { message: 'The registry could not read its content.', requestId: 'abc-123' } },
        }),
  );
  await openLate(page, `${empty.url}/trash`, path);
  await expect(page.locator('main').getByRole('alert')).toContainText('Files could not be loaded');
  await expect(page.locator('main').getByRole('alert')).toContainText('abc-123');
  await judge(page, 'files-error');
  answers = true;
  await page.getByRole('button', { name: 'Retry' }).click();
  await expect(page.getByRole('treegrid', { name: 'Files' })).toBeVisible();
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !fromTheBrowser.test(text)));
});

test('axe finds nothing to object to while layers are read, and where nothing is found', async ({
  page,
  empty,
}) => {
  const { path, indexing, ready } = await pushTwo(empty.port);
  let answer: FilesAnswer = indexing(860_000);
  await answering(page, () => answer);
  await openLate(page, `${empty.url}/trash`, path);
  await expect(heading(page, 'Indexing, 43 %')).toBeVisible();
  await judge(page, 'files-indexing');
  answer = ready({ entries: [], total: 0 });
  await openLate(page, `${empty.url}/trash`, `${path}?q=nothing`);
  await expect(heading(page, 'No path matches')).toBeVisible();
  await judge(page, 'files-no-match');
  await openLate(page, `${empty.url}/trash`, path);
  await expect(heading(page, 'This image is empty')).toBeVisible();
  await judge(page, 'files-empty');
});
