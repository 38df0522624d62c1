import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import { parseTag } from '@/lib/oci/reference';
import { HookedDriver } from '../testing/hooked-driver';
import {
  emptyIndex,
  faultOf,
  openStorage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from '../testing/open-storage';
import { UntaggedManifests } from './untagged-manifests';

const one = repositoryOf('team/one');
const hourMs = 3_600_000;

async function open(root?: string) {
  const folder = root ?? (await temporaryFolder());
  const driver = new HookedDriver();
  const { storage } = await openStorage(folder, {}, { driver });
  return { ...storage.parts, driver, root: folder, untagged: new UntaggedManifests(storage.parts) };
}
type Opened = Awaited<ReturnType<typeof open>>;

/** All that is untagged is due, and what is condemned has been for long enough. */
const policy = (change: { afterMs?: number; graceMs?: number; held?: Set<Digest> } = {}) => ({
  afterMs: -hourMs,
  graceMs: -hourMs,
  held: new Set<Digest>(),
  ...change,
});

async function found({ untagged, listing }: Opened, change = {}) {
  await listing.rebuild(one);
  const all: { digest: Digest; dueAtMs: number }[] = [];
  for await (const page of untagged.find(one, policy(change), async () => undefined)) all.push(...page);
  return all;
}

/** The names of those that are found, as the table has them. */
async function foundNames(opened: Opened, names: Record<string, Digest>, change = {}) {
  const byDigest = new Map(Object.entries(names).map(([name, digest]) => [digest, name]));
  return (await found(opened, change)).map(({ digest }) => byDigest.get(digest)).sort();
}

const descriptorOf = (document: object) => {
  const bytes = Buffer.from(JSON.stringify(document));
  return { mediaType: mediaTypes.ociIndex, digest: digestOf(bytes), size: bytes.length };
};
const indexOf = (text: string, ...children: object[]) =>
  emptyIndex(text, { manifests: children.map(descriptorOf) });
const referrerOf = (text: string, subject: object, ...children: object[]) =>
  emptyIndex(text, { manifests: children.map(descriptorOf), subject: descriptorOf(subject) });

const pathOf = ({ paths }: Opened, document: object) => paths.manifest(one, descriptorOf(document).digest);

describe('UntaggedManifests', () => {
  const leaf = emptyIndex('leaf');
  const second = emptyIndex('second');
  const inner = indexOf('inner', leaf);
  const outer = indexOf('outer', inner, second);
  const signature = referrerOf('signature', outer);
  const signatureOfLeaf = referrerOf('signature of leaf', leaf);
  const bundle = referrerOf('bundle', outer, leaf);
  const ofSignature = referrerOf('of signature', signature);

  it.each<[string, { push: Record<string, object>; tagged: string[]; untagged: string[] }]>([
    ['a tagged manifest', { push: { leaf }, tagged: ['leaf'], untagged: [] }],
    ['an untagged manifest', { push: { leaf, second }, tagged: ['leaf'], untagged: ['second'] }],
    ['the child of a tagged index', { push: { leaf, inner }, tagged: ['inner'], untagged: [] }],
    ['a tagged child of an untagged index', { push: { leaf, inner }, tagged: ['leaf'], untagged: ['inner'] }],
    [
      'nested indexes, the outer one tagged',
      { push: { leaf, second, inner, outer }, tagged: ['outer'], untagged: [] },
    ],
    [
      'nested indexes, the inner one tagged',
      { push: { leaf, second, inner, outer }, tagged: ['inner'], untagged: ['outer', 'second'] },
    ],
    [
      'nested indexes, none tagged',
      { push: { leaf, second, inner, outer }, tagged: [], untagged: ['inner', 'leaf', 'outer', 'second'] },
    ],
    [
      'a referrer of a tagged subject, and what refers to that',
      {
        push: { leaf, second, inner, outer, signature, ofSignature },
        tagged: ['outer'],
        untagged: [],
      },
    ],
    [
      'a referrer of the child of a tagged index',
      { push: { leaf, inner, signatureOfLeaf }, tagged: ['inner'], untagged: [] },
    ],
    [
      'a referrer of an untagged subject',
      { push: { leaf, second, signatureOfLeaf }, tagged: ['second'], untagged: ['leaf', 'signatureOfLeaf'] },
    ],
    [
      'the untagged subject of a tagged referrer',
      { push: { leaf, signatureOfLeaf }, tagged: ['signatureOfLeaf'], untagged: ['leaf'] },
    ],
    [
      'a referrer whose subject is not there',
      { push: { leaf, signature }, tagged: ['leaf'], untagged: ['signature'] },
    ],
    [
      'what a referrer of a tagged subject names',
      { push: { leaf, second, inner, outer, bundle }, tagged: ['outer'], untagged: [] },
    ],
  ])('%s', async (_, { push, tagged, untagged }) => {
    const opened = await open();
    const names: Record<string, Digest> = {};
    for (const [name, document] of Object.entries(push)) {
      names[name] = await pushManifest(opened, one, document, ...(tagged.includes(name) ? [name] : []));
    }
    expect(await foundNames(opened, names)).toEqual(untagged);
  });

  it('ends where manifests refer to each other in a circle, tagged or not', async () => {
    const opened = await open();
    const names = {
      leaf: await pushManifest(opened, one, leaf),
      second: await pushManifest(opened, one, second),
    };
    // No digest can be made to name itself by way of another: only the index can say so.
    const row = { repository: one, kind: 'subject' as const };
    const rows = [
      { ...row, parent: names.leaf, child: names.second },
      { ...row, parent: names.second, child: names.leaf },
    ];
    opened.database.run(opened.database.query.insertInto('reference').values(rows));
    expect(await foundNames(opened, names)).toEqual(['leaf', 'second']);
    await pushManifest(opened, one, leaf, 'latest');
    expect(await foundNames(opened, names)).toEqual([]);
  });

  it('finds them in a repository of more than a page', async () => {
    const opened = await open();
    const digests: Digest[] = [];
    for (let at = 0; at < 150; at++) {
      const digest = await pushManifest(
        opened,
        one,
        emptyIndex(`${at}`),
        ...(at % 3 === 0 ? [`t${at}`] : []),
      );
      if (at % 3 !== 0) digests.push(digest);
    }
    expect((await found(opened)).map(({ digest }) => digest)).toEqual(digests.sort());
  });

  it('counts the time from the last tag that was moved away, and keeps what a young one reaches', async () => {
    const opened = await open();
    const names = {
      leaf: await pushManifest(opened, one, leaf),
      inner: await pushManifest(opened, one, inner, 'a'),
    };
    const { query } = opened.database;
    const longAgoMs = Date.now() - 10 * hourMs;
    const pushedLongAgo = () =>
      opened.database.run(query.updateTable('manifest_fact').set({ pushed_at_ms: longAgoMs }));
    opened.database.run(
      query
        .updateTable('note')
        .set({ value: String(longAgoMs) })
        .where('key', '=', 'database.createdAtMs'),
    );
    const untagged = new UntaggedManifests(opened);
    const later = { ...opened, untagged };
    pushedLongAgo();
    await opened.manifests.untag(one, parseTag('a'), someone);
    for (const { dueAtMs } of await found(later, { afterMs: hourMs })) {
      expect(dueAtMs).toBeGreaterThan(Date.now() + hourMs - 60_000);
    }
    opened.database.run(query.updateTable('tag_event').set({ at_ms: longAgoMs }));
    const due = await found(later, { afterMs: hourMs });
    expect(due.map(({ dueAtMs }) => dueAtMs)).toEqual([longAgoMs + hourMs, longAgoMs + hourMs]);
    // A parent that was pushed just now keeps its old child as long.
    const young = await pushManifest(opened, one, indexOf('young', leaf));
    const youngDue = new Map(
      (await found(later, { afterMs: hourMs })).map((one) => [one.digest, one.dueAtMs]),
    );
    expect(youngDue.get(young)).toBeGreaterThan(Date.now());
    expect(youngDue.get(names.leaf)).toBe(youngDue.get(young));
    expect(youngDue.get(names.inner)).toBe(longAgoMs + hourMs);
  });

  it('counts from the beginning of the history what that can not know', async () => {
    const opened = await open();
    await pushManifest(opened, one, leaf);
    opened.database.run(opened.database.query.updateTable('manifest_fact').set({ pushed_at_ms: 1 }));
    const [only] = await found(opened, { afterMs: hourMs });
    expect(only?.dueAtMs).toBeGreaterThan(Date.now());
  });

  it('keeps what the trash holds, and what that names, and asks again later', async () => {
    const opened = await open();
    const names = {
      leaf: await pushManifest(opened, one, leaf),
      inner: await pushManifest(opened, one, inner),
    };
    const all = await found(opened, { held: new Set([names.inner]) });
    expect(all.map(({ dueAtMs }) => dueAtMs > Date.now())).toEqual([true, true]);
  });

  it('removes an index before its children, whichever is asked for', async () => {
    const opened = await open();
    const digests = [];
    for (const document of [leaf, second, inner, outer])
      digests.push(await pushManifest(opened, one, document));
    for (const digest of digests) await opened.untagged.condemn(one, digest);
    const removed = await opened.untagged.remove(one, digests[0] as Digest, policy());
    expect(removed.map(({ digest }) => digest)).toEqual([digests[3], digests[2], digests[0]]);
    expect((await found(opened)).map(({ digest }) => digest)).toEqual([digests[1]]);
  });

  it('looks once at each index, however many ways lead to it', async () => {
    const opened = await open();
    let level = [emptyIndex('a'), emptyIndex('b')];
    const lowest = await pushManifest(opened, one, level[0] as object);
    await pushManifest(opened, one, level[1] as object);
    // Each index of a level names both of the level below: 2^24 ways to the top, which is spared.
    for (let height = 1; height <= 24; height++) {
      level = ['a', 'b'].map((text) => indexOf(`${text}${height}`, ...level));
      for (const document of level)
        await opened.untagged.condemn(one, await pushManifest(opened, one, document));
    }
    for (const document of level) await opened.driver.setMode(pathOf(opened, document), 0o640);
    await opened.untagged.condemn(one, lowest);
    expect(await opened.untagged.remove(one, lowest, policy())).toEqual([]);
    for (const document of level) await opened.driver.setMode(pathOf(opened, document), 0o440);
    expect(await opened.untagged.remove(one, lowest, policy())).toHaveLength(49);
  });

  it('spares what was not condemned, and an index so spared keeps its children', async () => {
    const opened = await open();
    const [child, parent] = [await pushManifest(opened, one, leaf), await pushManifest(opened, one, inner)];
    await opened.untagged.condemn(one, child);
    expect(await opened.untagged.remove(one, child, policy())).toEqual([]);
    expect(await opened.manifests.read(one, child)).toBeDefined();
    expect(await opened.manifests.read(one, parent)).toBeDefined();
  });

  it('spares what a tag was moved to that nobody pushed: a rollback, or a symlink made by hand', async () => {
    const opened = await open();
    const names = {
      leaf: await pushManifest(opened, one, leaf),
      inner: await pushManifest(opened, one, inner),
    };
    for (const digest of Object.values(names)) await opened.untagged.condemn(one, digest);
    await opened.driver.symlink(names.inner, opened.paths.tag(one, parseTag('again')));
    for (const digest of Object.values(names)) {
      expect(await opened.untagged.remove(one, digest, policy())).toEqual([]);
      expect(await opened.manifests.read(one, digest)).toBeDefined();
    }
  });

  const keepers: [string, (opened: Opened, digest: Digest) => Promise<boolean>][] = [
    ['HEAD', async ({ manifests }, digest) => (await manifests.tell(one, digest)) !== undefined],
    ['push of it', async (opened) => (await pushManifest(opened, one, leaf)) !== undefined],
    ['push with a tag', async (opened) => (await pushManifest(opened, one, leaf, 'latest')) !== undefined],
    [
      'push of an index that names it',
      async (opened) => (await faultOf(pushManifest(opened, one, inner))) !== 'REFERENCE_MISSING',
    ],
  ];
  for (const [what, keep] of keepers) {
    it.each([
      ['this process', false],
      ['another process', true],
    ])(`never loses what a ${what} of %s promised, begun at any call of the removal`, async (_, isOther) => {
      let wereKept = 0;
      for (let at = 0, isOver = false; !isOver; at++) {
        const opened = await open();
        const keeper = isOther ? await open(opened.root) : opened;
        const digest = await pushManifest(opened, one, leaf);
        await pushManifest(opened, one, second, 'other');
        await opened.untagged.condemn(one, digest);
        let calls = 0;
        let kept: Promise<boolean> | undefined;
        opened.driver.onCall = async () => {
          if (calls++ !== at) return;
          kept = keep(keeper, digest);
          kept.catch(() => undefined); // Awaited below.
          for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
        };
        const removed = await opened.untagged.remove(one, digest, policy());
        opened.driver.onCall = undefined;
        isOver = kept === undefined;
        const isThere = async () => (await opened.manifests.read(one, digest)) !== undefined;
        if (await kept) {
          expect({ at, isThere: await isThere() }).toEqual({ at, isThere: true });
          wereKept += 1;
        } else expect(await isThere()).toBe(removed.length === 0);
      }
      expect(wereKept).toBeGreaterThan(0);
    });
  }
});
