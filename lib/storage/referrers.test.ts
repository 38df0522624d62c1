import fs from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import { fallbackTag } from '@/lib/oci/referrer';
import {
  emptyIndex,
  openParts,
  openStorage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from './testing/open-storage';

const repository = repositoryOf('team/app');
const open = async () => openParts(await temporaryFolder());
type Parts = Awaited<ReturnType<typeof open>>;

const subject = digestOf(Buffer.from('subject'));
const subjectOf = (digest: Digest) => ({ mediaType: mediaTypes.ociManifest, digest, size: 7 });

/** Pushes a referrer of the subject. */
const pushReferrer = (parts: Parts, text: string, artifactType = 'application/x', of = subject) =>
  pushManifest(parts, repository, emptyIndex(text, { subject: subjectOf(of), artifactType }));

const digestsOf = ({ descriptors }: { descriptors: { digest: Digest }[] }) =>
  descriptors.map(({ digest }) => digest);

/** Every page, one after the other. */
async function allPages(parts: Parts, artifactType?: string): Promise<{ digests: Digest[]; pages: number }> {
  const digests: Digest[] = [];
  let last: Digest | undefined;
  for (let pages = 1; ; pages++) {
    const page = await parts.referrers.page(repository, subject, { last, artifactType });
    digests.push(...digestsOf(page));
    if (page.next === undefined) return { digests, pages };
    last = page.next;
  }
}

describe('Referrers', () => {
  it('lists the manifests of a subject, pushed or not, with what the specification asks for', async () => {
    const parts = await open();
    const digest = await pushReferrer(parts, 'signature');
    await pushReferrer(parts, 'of another', 'application/x', digestOf(Buffer.from('other')));
    const { descriptors, next } = await parts.referrers.page(repository, subject, {});
    expect(next).toBeUndefined();
    expect(descriptors).toEqual([
      {
        mediaType: mediaTypes.ociIndex,
        digest,
        size: (await parts.manifests.read(repository, digest))?.bytes.length,
        artifactType: 'application/x',
        annotations: { text: 'signature' },
      },
    ]);
    expect((await parts.referrers.page(repositoryOf('team/other'), subject, {})).descriptors).toEqual([]);
  });

  it('lists those of one artifact type when asked', async () => {
    const parts = await open();
    const wanted = await pushReferrer(parts, 'one', 'application/vnd.a+json');
    await pushReferrer(parts, 'two', 'application/vnd.b');
    const page = await parts.referrers.page(repository, subject, { artifactType: 'application/vnd.a+json' });
    expect(digestsOf(page)).toEqual([wanted]);
  });

  it('lists a referrer no longer once it was deleted, and leaves no folder', async () => {
    const parts = await open();
    const digest = await pushReferrer(parts, 'signature');
    await parts.manifests.delete(repository, digest, someone);
    expect((await parts.referrers.page(repository, subject, {})).descriptors).toEqual([]);
    expect(await fs.readdir(parts.paths.repositories)).toEqual([]);
  });

  it('lists what a client listed itself under the fallback tag, each manifest once', async () => {
    const parts = await open();
    const known = await pushReferrer(parts, 'known');
    const old = await pushManifest(parts, repository, emptyIndex('pushed before'));
    const missing = digestOf(Buffer.from('not there'));
    // The manifests that the tag lists are blobs to the check of its children: what is listed need not be here.
    const listed = [known, old, missing].map((digest) => ({
      mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar',
      digest,
      size: 1,
    }));
    await pushManifest(parts, repository, { ...emptyIndex('list'), manifests: listed }, fallbackTag(subject));
    const page = await parts.referrers.page(repository, subject, {});
    expect(digestsOf(page)).toEqual([known, old].sort());
  });

  it('does not list an entry whose manifest a crash kept from being', async () => {
    const parts = await open();
    const digest = await pushReferrer(parts, 'there');
    const lost = digestOf(Buffer.from('lost'));
    await fs.symlink(parts.paths.referrerTarget(lost), parts.paths.referrer(repository, subject, lost));
    expect(digestsOf(await parts.referrers.page(repository, subject, {}))).toEqual([digest]);
  });

  it('removes such entries when it inspects the registry, and those alone', async () => {
    const root = await temporaryFolder();
    const { storage } = await openStorage(root);
    const parts = await openParts(root);
    const digest = await pushReferrer(parts, 'there');
    const [lost, gone] = [digestOf(Buffer.from('lost')), digestOf(Buffer.from('gone'))];
    await fs.symlink(parts.paths.referrerTarget(lost), parts.paths.referrer(repository, subject, lost));
    await fs.mkdir(parts.paths.referrers(repository, gone));
    await fs.symlink(parts.paths.referrerTarget(lost), parts.paths.referrer(repository, gone, lost));
    await storage.inspect(new AbortController().signal);
    expect(await fs.readdir(parts.paths.allReferrers(repository))).toEqual([subject]);
    expect(await fs.readdir(parts.paths.referrers(repository, subject))).toEqual([digest]);
  });

  it('gives every referrer exactly once over its pages, whatever else stands in the folder', async () => {
    const parts = await open();
    const folder = parts.paths.referrers(repository, subject);
    await parts.catalog.makeRepository(repository);
    await fs.mkdir(folder);
    const all: Digest[] = [];
    for (let at = 0; at < 1_050; at++) {
      const bytes = JSON.stringify(emptyIndex(String(at), { subject: subjectOf(subject) }));
      const digest = digestOf(Buffer.from(bytes));
      all.push(digest);
      await fs.writeFile(parts.paths.manifest(repository, digest), bytes);
      await fs.symlink(parts.paths.referrerTarget(digest), parts.paths.referrer(repository, subject, digest));
    }
    for (let at = 0; at < 60; at++) await fs.writeFile(`${folder}/by hand ${at}`, '');
    const { digests, pages } = await allPages(parts);
    expect(digests).toEqual(all.sort());
    expect(pages).toBe(2);
    expect((await allPages(parts, 'application/none')).digests).toEqual([]);
  });

  it('keeps a page within what clients read, however large the annotations are', async () => {
    const parts = await open();
    const large = 'x'.repeat(900_000);
    const pushed: Digest[] = [];
    for (const text of ['1', '2', '3', '4', '5']) pushed.push(await pushReferrer(parts, `${text}${large}`));
    const first = await parts.referrers.page(repository, subject, {});
    expect(Buffer.byteLength(JSON.stringify(first.descriptors))).toBeLessThan(4 * 1024 * 1024);
    expect((await allPages(parts)).digests).toEqual(pushed.sort());
  });
});
