import { type Command, Option } from 'commander';
import { readableSize } from '../../lib/config/readable-size';
import { importDistribution } from '../../lib/maintenance/import/import-distribution';
import { importOci } from '../../lib/maintenance/import/import-oci';
import type { ImportReport } from '../../lib/maintenance/import/import-report';
import { Pace } from '../../lib/maintenance/pace';
import { type CommandContext, withToolbox } from '../context';
import { exitCodes } from '../exit-codes';
import { table } from '../table';
import { refusing } from './backup';

interface ImportFlags {
  repository?: string;
  ref?: string;
  link?: boolean;
  keepTags?: boolean;
  json?: boolean;
}

/** `cyberdock import distribution FOLDER` and `cyberdock import oci LAYOUT REPOSITORY[:TAG]` */
export function addImport(program: Command, context: CommandContext): void {
  const imports = program
    .command('import')
    .description('take images over from elsewhere, every digest verified; safe to run again');
  const link = () =>
    new Option(
      '--link',
      'share the files by hard links where that can be; the other side must never change them',
    );
  imports
    .command('distribution')
    .description(
      'from the data folder of a distribution registry (registry:2, docker-registry), running or not',
    )
    .argument('<folder>', 'its rootdirectory')
    .option('--repository <glob>', 'only repositories whose names match, as "team/**"')
    .addOption(link())
    .option('--copy', 'copy the files (the default)')
    .option('--keep-tags', 'leave tags alone that point to something else here')
    .option('--json', 'as JSON')
    .action((folder: string, flags: ImportFlags) =>
      run(flags, context, (parts, pace) => {
        const { repository, link = false, keepTags = false } = flags;
        return importDistribution(parts, { folder, repository, link, keepTags, pace });
      }),
    );
  imports
    .command('oci')
    .description('from an OCI image layout: a folder, or a tar archive of one')
    .argument('<layout>', 'the folder or the archive')
    .argument('<repository[:tag]>', 'where to; without a tag, those that the layout names')
    .option('--ref <name>', 'only this entry, by its name in the layout or its digest')
    .addOption(link())
    .option('--copy', 'copy the files (the default)')
    .option('--json', 'as JSON')
    .action((layout: string, target: string, flags: ImportFlags) =>
      run(flags, context, (parts, pace) => {
        const { ref, link = false } = flags;
        return importOci(parts, { layout, target, ref, link, pace });
      }),
    );
}

type Parts = Parameters<typeof importOci>[0];

async function run(
  flags: ImportFlags,
  context: CommandContext,
  task: (parts: Parts, pace: Pace) => Promise<ImportReport>,
): Promise<void> {
  await refusing(context, () =>
    withToolbox(async ({ storage }) => {
      const report = await task(storage.parts, new Pace(context.signal));
      if (report.failed.length > 0) context.exit(exitCodes.findings);
      context.print(flags.json ? JSON.stringify(report, null, 2) : textOf(report));
    }),
  );
}

function textOf({ repositories, failed }: ImportReport): string {
  const numbers = ['TAGS', 'MANIFESTS', 'PRESENT', 'BLOBS', 'LINKED', 'READ'];
  const columns = [{ title: 'REPOSITORY' }, ...numbers.map((title) => ({ title, align: 'right' as const }))];
  const rows = repositories.map((one) => [
    one.repository,
    ...[one.tags, one.manifests, one.presentManifests, one.blobs, one.linked].map(String),
    readableSize(one.bytes),
  ]);
  const parts = [table(columns, rows)];
  if (failed.length > 0) {
    const titles = ['NOT IMPORTED', 'REFERENCE', 'REASON'].map((title) => ({ title }));
    const lines = failed.map(({ repository, reference, reason }) => [repository, reference ?? '', reason]);
    parts.push(table(titles, lines));
  }
  return parts.join('\n\n');
}
