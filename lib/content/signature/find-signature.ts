import type { Signers } from '@/lib/config';
import type { Digest } from '@/lib/oci/digest';
import { parseTag, type Tag } from '@/lib/oci/reference';
import { fallbackTag } from '@/lib/oci/referrer';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Storage } from '@/lib/storage/storage';
import { contentFactsOf } from '../content-facts';
import { type Candidate, candidatesOf } from './candidates';
import { isNotationEnvelope } from './notation';
import { isBundle } from './sigstore-bundle';
import { isSimpleSigning } from './simple-signing';

/** What of storage is looked at. */
export type SignatureStorage = Pick<Storage, 'manifests' | 'referrers' | 'blobs'>;

/** How many signatures are looked at: who may push could pile up false ones. */
const candidatesMax = 1000;
const referrerPagesMax = 10;
/** Signatures are a few kilobytes. */
const signatureBytesMax = 64 * 1024;

/**
 * Whether a repository holds a signature of a manifest by one of the signers: of cosign under the tag that it gives its
 * signatures or among the referrers, of notation among the referrers. The manifest itself need not be there yet.
 */
export async function isSigned(
  storage: SignatureStorage,
  repository: RepositoryName,
  subject: Digest,
  signers: Signers,
): Promise<boolean> {
  let seen = 0;
  for await (const candidate of candidatesIn(storage, repository, subject)) {
    seen += 1;
    if (seen > candidatesMax) return false;
    if (await isGenuine(storage, repository, subject, candidate, signers)) return true;
  }
  return false;
}

/** The tag under which cosign keeps the signatures of a manifest (SIGNATURE_SPEC, "Tag-based Discovery"). */
export function cosignTag(subject: Digest): Tag {
  return parseTag(`${fallbackTag(subject)}.sig`);
}

async function* candidatesIn(
  storage: SignatureStorage,
  repository: RepositoryName,
  subject: Digest,
): AsyncGenerator<Candidate> {
  const tagged = await storage.manifests.resolve(repository, cosignTag(subject));
  if (tagged !== undefined) yield* await candidatesAt(storage, repository, tagged);
  let last: Digest | undefined;
  for (let page = 0; page < referrerPagesMax; page++) {
    const { descriptors, next } = await storage.referrers.page(repository, subject, { last });
    for (const { digest } of descriptors) yield* await candidatesAt(storage, repository, digest);
    if (next === undefined) return;
    last = next;
  }
}

async function candidatesAt(
  storage: SignatureStorage,
  repository: RepositoryName,
  digest: Digest,
): Promise<Candidate[]> {
  const stored = await storage.manifests.read(repository, digest);
  const manifest = stored?.readable;
  return manifest ? candidatesOf(contentFactsOf(manifest, stored.bytes)) : [];
}

async function isGenuine(
  storage: SignatureStorage,
  repository: RepositoryName,
  subject: Digest,
  { kind, layer, signature }: Candidate,
  { publicKeys, certificates }: Signers,
): Promise<boolean> {
  if ((kind === 'notation' ? certificates : publicKeys).length === 0) return false;
  const bytes = await readSmall(storage, repository, layer);
  if (!bytes) return false;
  switch (kind) {
    case 'simple signing':
      return isSimpleSigning(bytes, signature ?? '', subject, publicKeys);
    case 'bundle':
      return isBundle(bytes, subject, publicKeys);
    case 'notation':
      return await isNotationEnvelope(bytes, subject, certificates, Date.now());
  }
}

async function readSmall(
  { blobs }: SignatureStorage,
  repository: RepositoryName,
  { digest, size }: Candidate['layer'],
): Promise<Buffer | undefined> {
  if (size > signatureBytesMax) return undefined;
  const opened = await blobs.open(repository, digest);
  await opened?.handle?.close();
  return opened?.bytes;
}
