import type { Descriptor } from '@/lib/oci/descriptor';
import { parseDigest } from '@/lib/oci/digest';
import { Invalid } from '@/lib/oci/invalid';
import { isTag, parseTag, type Tag } from '@/lib/oci/reference';
import { parseRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import { ContentFiles } from '@/lib/storage/import/content-files';
import { ContentImport } from '@/lib/storage/import/content-import';
import { openOciLayout } from '@/lib/storage/import/oci-layout';
import { RefusedFolder } from '@/lib/storage/snapshot/backup-folder';
import type { Breather } from '@/lib/storage/snapshot/in-batches';
import type { StorageParts } from '@/lib/storage/storage';
import { type ImportReport, noting } from './import-report';

/** How to import from an OCI image layout. */
export interface OciOptions {
  /** A folder, or a tar archive of one. */
  layout: string;
  /** `REPOSITORY` or `REPOSITORY:TAG`. */
  target: string;
  /** Which entry of the layout, by its name or digest; all of them when absent. */
  ref?: string;
  link: boolean;
  pace: Breather;
}

const nameAnnotation = 'org.opencontainers.image.ref.name';

/**
 * Imports images and indexes of a layout into a repository, under the tags that the layout names, or under the one that
 * is given.
 * @throws RefusedFolder
 */
export async function importOci(
  parts: StorageParts,
  { layout: place, target, ref, link, pace }: OciOptions,
): Promise<ImportReport> {
  const { repository, tag } = readTarget(target);
  const layout = await openOciLayout(parts, place);
  try {
    const entries = layout.entries.filter(
      (entry) => ref === undefined || entry.digest === ref || entry.annotations?.[nameAnnotation] === ref,
    );
    requireChoice(place, layout.entries, entries, ref, tag);
    const files = new ContentFiles(parts.driver, layout.fileOf, link || layout.isOwn);
    const origin = { actor: 'import', cause: 'import' as const };
    const content = new ContentImport({ ...parts, files, origin, pace });
    const report: ImportReport = { repositories: [], failed: [] };
    for (const entry of entries) {
      const name = entry.annotations?.[nameAnnotation];
      const tags = tag !== undefined ? [tag] : tagsIn(name);
      await noting(report.failed, { repository, references: [name ?? entry.digest] }, () =>
        content.manifest(repository, parseDigest(entry.digest), tags),
      );
      if (tags.length > 0 || name === undefined) continue;
      const reason = 'its name is no tag: it was imported by its digest alone';
      report.failed.push({ repository, reference: name, reason });
    }
    if (layout.isOwn) content.tally.linked = 0; // With the files that were unpacked, which nobody else has.
    report.repositories.push({ repository, from: place, ...content.tally, keptTags: 0 });
    return report;
  } finally {
    await layout.close();
  }
}

function readTarget(target: string): { repository: RepositoryName; tag: Tag | undefined } {
  const colon = target.indexOf(':', target.lastIndexOf('/') + 1);
  try {
    return {
      repository: parseRepositoryName(colon < 0 ? target : target.slice(0, colon)),
      tag: colon < 0 ? undefined : parseTag(target.slice(colon + 1)),
    };
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    throw new RefusedFolder(error.message, { cause: error });
  }
}

function requireChoice(
  place: string,
  all: Descriptor[],
  chosen: Descriptor[],
  ref: string | undefined,
  tag: Tag | undefined,
): void {
  const names = all.map((entry) => entry.annotations?.[nameAnnotation] ?? entry.digest).join(', ');
  if (all.length === 0) throw new RefusedFolder(`${place} lists no manifest`);
  if (chosen.length === 0) throw new RefusedFolder(`${place} has no ${ref}: it has ${names}`);
  if (tag !== undefined && chosen.length > 1) {
    throw new RefusedFolder(
      `${chosen.length} entries can't all be ${tag}: choose one with --ref (${names}), or leave the tag out`,
    );
  }
}

/** `v1` is a tag; of a whole name, as `example.org/team/app:v1`, the last part is. */
function tagsIn(name: string | undefined): Tag[] {
  if (name === undefined) return [];
  const last = name.includes('/') ? name.slice(name.lastIndexOf('/') + 1).split(':')[1] : name;
  return last !== undefined && isTag(last) ? [last] : [];
}
