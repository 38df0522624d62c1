import type { Digest } from '@/lib/oci/digest';
import { matchesNameGlob } from '@/lib/oci/name-glob';
import { isTag, type Tag } from '@/lib/oci/reference';
import { parseRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import { ContentFiles } from '@/lib/storage/import/content-files';
import { ContentImport } from '@/lib/storage/import/content-import';
import { DistributionFolder } from '@/lib/storage/import/distribution-folder';
import type { Breather } from '@/lib/storage/snapshot/in-batches';
import type { StorageParts } from '@/lib/storage/storage';
import { type ImportReport, type NotImported, noting, since } from './import-report';

/** How to import from a distribution registry. */
export interface DistributionOptions {
  folder: string;
  /** Which repositories, as a glob over their names here; all of them when absent. */
  repository?: string;
  link: boolean;
  /** Leaves a tag alone that points to something else here. */
  keepTags: boolean;
  pace: Breather;
}

/**
 * Imports the repositories of a distribution registry, which may run meanwhile: every manifest, with a tag or without,
 * with its children and blobs. What is here already is passed over, so a second run takes only what is new.
 * @throws RefusedFolder
 */
export async function importDistribution(
  parts: StorageParts,
  { folder, repository: glob, link, keepTags, pace }: DistributionOptions,
): Promise<ImportReport> {
  const source = await DistributionFolder.open(parts.driver, folder);
  const files = new ContentFiles(parts.driver, source.fileOf, link);
  const origin = { actor: 'import', cause: 'import' as const };
  const content = new ContentImport({ ...parts, files, origin, pace });
  const report: ImportReport = { repositories: [], failed: [] };
  /** `alpine` and `library/alpine` are two repositories there, and one here. */
  const cameFrom = new Map<RepositoryName, string>();
  for await (const from of source.repositories()) {
    await noting(report.failed, { repository: from, references: [undefined] }, async () => {
      const repository = parseRepositoryName(from);
      if (glob !== undefined && !matchesNameGlob(glob, repository)) return;
      const before = { ...content.tally };
      const wanted = await wantedOf(source, from, report.failed);
      const other = cameFrom.get(repository);
      let keptTags = 0;
      for (const [digest, tags] of wanted) {
        const chosen: Tag[] = [];
        for (const tag of tags) {
          const here = await parts.manifests.resolve(repository, tag);
          const isOther = here !== undefined && here !== digest;
          if (isOther && other !== undefined) {
            const reason = `${repository} has this tag from ${other} already`;
            report.failed.push({ repository: from, reference: tag, reason });
          } else if (isOther && keepTags) keptTags += 1;
          else chosen.push(tag);
        }
        const references = tags.length > 0 ? tags : [digest];
        await noting(report.failed, { repository: from, references }, () =>
          content.manifest(repository, digest, chosen),
        );
      }
      cameFrom.set(repository, from);
      report.repositories.push({ repository, from, ...since(before, content.tally), keptTags });
    });
  }
  return report;
}

/** The manifests to import and the tags of each. */
async function wantedOf(
  source: DistributionFolder,
  from: string,
  failed: NotImported[],
): Promise<Map<Digest, Tag[]>> {
  const wanted = new Map<Digest, Tag[]>();
  // Tags first: a manifest that is pushed meanwhile is there before its tag.
  const tags = await source.tags(from);
  for (const digest of await source.revisions(from)) wanted.set(digest, []);
  for (const { tag, digest } of tags) {
    const of = digest && wanted.get(digest);
    if (of && isTag(tag)) of.push(tag);
    else {
      const reason = digest ? `its manifest ${digest} was deleted` : 'it points to nothing that can be read';
      failed.push({ repository: from, reference: tag, reason });
    }
  }
  return wanted;
}
