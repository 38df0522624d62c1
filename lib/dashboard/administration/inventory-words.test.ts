import { expect, it } from 'vitest';
import type { StoreItem } from './inventory-contract';
import { readStoreQuery, storeHref } from './inventory-queries';
import { whyWords } from './inventory-words';

const nowMs = 1_000_000_000;
const blob: StoreItem = {
  digest: `sha256:${'a'.repeat(64)}`,
  kind: 'layer',
  repository: null,
  bytes: 1,
  holders: 1,
  reason: 'named',
  dueAtMs: null,
  going: 0,
  waiting: 0,
};
const manifest: StoreItem = { ...blob, kind: 'manifest', repository: 'team/app', reason: 'tagged' };

it.each<[StoreItem, string]>([
  [blob, 'A manifest names it'],
  [{ ...blob, holders: 3, going: 1, waiting: 1 }, 'A manifest names it; 1 link of 3 goes, 1 link of 3 later'],
  [{ ...blob, reason: 'goes', going: 1 }, 'Goes: no manifest names it'],
  [{ ...blob, reason: 'goes', holders: 0 }, 'Goes: no repository holds it'],
  [{ ...blob, kind: 'upload', reason: 'goes' }, 'Goes: the upload got no byte for too long'],
  [
    { ...blob, reason: 'grace', dueAtMs: nowMs + 3 * 3_600_000 },
    'No manifest names it; it goes in 3 hours at the earliest',
  ],
  [{ ...blob, reason: 'grace', dueAtMs: nowMs - 1 }, 'No manifest names it; its time has come by now'],
  [{ ...blob, reason: 'trash', dueAtMs: nowMs + 90 * 86_400_000 }, 'In the trash; it goes in 90 days'],
  [{ ...blob, reason: 'trash' }, 'Its bytes stay with the trash, an upload or a link from outside'],
  [manifest, 'A tag points to it'],
  [{ ...manifest, reason: 'named' }, 'An index names it'],
  [{ ...manifest, reason: 'goes' }, 'Goes: no tag reaches it'],
])('says why a thing stays or goes: %#', (item, words) => {
  expect(whyWords(item, nowMs)).toBe(words);
});

it('has the whole view in the address, and leaves out what can not be', () => {
  const href = storeHref({ reason: 'grace', sort: 'size' }, blob.digest);
  const parameters = new URL(href, 'https://registry.test').searchParams;
  expect(readStoreQuery(Object.fromEntries(parameters))).toEqual({ reason: 'grace', sort: 'size' });
  expect(parameters.get('open')).toBe(blob.digest);
  expect(readStoreQuery({ reason: 'nonsense' })).toEqual({ sort: '-size' });
  expect(storeHref({ sort: '-size' })).toBe('/storage/blobs');
});
