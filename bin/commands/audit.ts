import { type Command, InvalidArgumentError } from 'commander';
import { parseMoment } from '../../lib/config/moment';
import { wholeNumber } from '../arguments';
import { type CommandContext, withToolbox } from '../context';
import { table } from '../table';

interface AuditOptions {
  repository?: string;
  actor?: string;
  action?: string;
  result?: string;
  since?: number;
  until?: number;
  limit: number;
  json?: boolean;
}

/** Records that one query reads. */
const pageSize = 500;

/** `cyberdock audit`: who did what to what, when, from where, and what came of it. */
export function addAudit(program: Command, { print, remark, signal }: CommandContext): void {
  program
    .command('audit')
    .description('list what was changed and refused, the newest first')
    .option('--repository <name>', 'only this repository, by its whole name (library/alpine)')
    .option('--actor <name>', 'only what this user or job did')
    .option(
      '--action <name>',
      'only this action, or its first part: tag is tag.delete, tag.rollback and so on',
    )
    .option('--result <code>', 'only this result: ok, or the code of an error')
    .option(
      '--since <time>',
      'from then on: 2026-01-31, 2026-01-31T12:00Z, or a span before now as 24h',
      timeOf,
    )
    .option('--until <time>', 'before then, written as --since', timeOf)
    .option('--limit <count>', 'at most so many records', wholeNumber(1), 100)
    .option('--json', 'one JSON object a line, as in audit.jsonl')
    .action(async (options: AuditOptions) => {
      await withToolbox(async ({ audit }) => {
        const { since: sinceMs, until: untilMs, limit, json, ...rest } = options;
        const rows: string[][] = [];
        let left = limit;
        for (let after: string | undefined; left > 0 && !signal.aborted; ) {
          const page = await audit.store.list(
            { ...rest, sinceMs, untilMs },
            { limit: Math.min(left, pageSize), after },
          );
          for (const record of page.records) {
            if (json) print(audit.line(record));
            else rows.push(rowOf(record));
          }
          left -= page.records.length;
          after = page.next;
          if (after === undefined) break;
        }
        if (json) return;
        if (rows.length === 0) remark('nothing matches');
        else print(table(columns, rows));
      });
    });
}

const columns = ['TIME', 'ACTOR', 'ADDRESS', 'ACTION', 'REPOSITORY', 'REFERENCE', 'RESULT'].map((title) => ({
  title,
}));

interface Row {
  atMs: number;
  actor: string;
  address?: string;
  action: string;
  repository?: string;
  reference?: string;
  digest?: string;
  result: string;
}

function rowOf({ atMs, actor, address, action, repository, reference, digest, result }: Row): string[] {
  const what = reference ?? digest ?? '';
  // A digest is told from others by its first characters.
  const short = what.includes(':') ? what.slice(0, 'sha256:'.length + 12) : what;
  return [new Date(atMs).toISOString(), actor, address ?? '', action, repository ?? '', short, result];
}

/** A date, a time, or a span before now. */
function timeOf(text: string): number {
  const ms = parseMoment(text, Date.now());
  if (ms === undefined)
    throw new InvalidArgumentError('write 2026-01-31, 2026-01-31T12:00Z, or a span as 24h.');
  return ms;
}
