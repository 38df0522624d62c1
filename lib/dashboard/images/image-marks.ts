import type { Digest } from '@/lib/oci/digest';
import { type Attachment, attachmentsOf } from '@/lib/storage/listing/attachments';
import type { RepositoryScope } from '../repository-scope';
import { contentKind } from './content-kind';
import { type ImageMark, imageMarks, markOf } from './content-kinds';
import type { ImageSummary } from './image-summary';

/** Children of an index whose referrers count: whoever pushes may name thousands. */
const childrenMax = 100;
/** Manifests of one artifact type that are looked at for what they say of one subject. */
const eachMax = 4;
/** Attestations of one index that are read, as long as they say nothing new. */
const attestationsMax = 16;

/**
 * What is said of images by others of their repository: by referrers of each and of its children, by what stands under
 * cosign's tags for these, and by the attestations in an index. It costs the same few questions however many they are.
 */
export async function marksOfImages(
  scope: RepositoryScope,
  summaries: ReadonlyMap<Digest, ImageSummary | undefined>,
): Promise<Map<Digest, ImageMark[]>> {
  const { storage, repository } = scope;
  const families = new Map(
    [...summaries].map(([digest, summary]) => [
      digest,
      [digest, ...(summary?.children ?? []).slice(0, childrenMax)],
    ]),
  );
  const subjects = [...new Set([...families.values()].flat())];
  const bySubject = new Map<Digest, Attachment[]>();
  for (const one of attachmentsOf(storage.parts.database, repository, subjects, eachMax))
    bySubject.set(one.subject, [...(bySubject.get(one.subject) ?? []), one]);
  const marks = new Map<Digest, ImageMark[]>();
  await Promise.all(
    [...families].map(async ([digest, family]) => {
      const said = new Set<ImageMark>();
      const attached = family.flatMap((one) => bySubject.get(one) ?? []);
      for (const one of attached) for (const mark of await marksOfAttachment(scope, one)) said.add(mark);
      for (const one of (summaries.get(digest)?.attestations ?? []).slice(0, attestationsMax)) {
        if (said.has('sbom') && said.has('attestation')) break;
        const found = await scope.summaries.of(repository, one);
        // What its index calls an attestation is one, whatever it is by itself; unless it is not here.
        if (!found) continue;
        for (const mark of found.marks.length === 0 ? (['attestation'] as const) : found.marks)
          said.add(mark);
      }
      marks.set(
        digest,
        imageMarks.filter((mark) => said.has(mark)),
      );
    }),
  );
  return marks;
}

/** What the index of names tells of most; attestations and bundles are read, once. */
async function marksOfAttachment(
  { summaries, repository }: RepositoryScope,
  { digest, mediaType = '', artifactType = '', tag }: Attachment,
): Promise<readonly ImageMark[]> {
  if (tag?.ending === '.sig') return ['signature'];
  if (tag?.ending === '.sbom') return ['sbom'];
  const kind = contentKind(mediaType, artifactType);
  const mark = markOf(kind);
  const mayBeOther = mark === 'attestation' || artifactType.includes('sigstore.bundle') || kind === 'image';
  if (!mayBeOther) return mark ? [mark] : [];
  const read = (await summaries.of(repository, digest))?.marks ?? [];
  return read.length === 0 && tag?.ending === '.att' ? ['attestation'] : read;
}
