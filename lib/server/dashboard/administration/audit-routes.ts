import { parseMoment } from '@/lib/config/moment';
import {
  type AuditPage,
  type AuditQuery,
  auditFilter,
  auditQuery,
} from '@/lib/dashboard/administration/audit-contract';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import type { AuditFilter } from '@/lib/database/audit-store';
import { type AuditRecord, auditActions } from '@/lib/observability/audit/audit-record';
import type { Server } from '../../server';
import { apiRoute } from '../api-route';

const recordsPerPage = 50;
/** Records of one export; for more there are the files of the trail. */
const exportMax = 100_000;
const exportStep = 1_000;

/** `GET /api/v1/audit`: a page of the trail, the newest record first, `auditPage`. */
export const getAudit = apiRoute({ for: 'auditor', query: auditQuery }, async ({ server, query }) => {
  const { audit } = server.observation;
  // What was done a moment ago is to be seen.
  audit.flush();
  const page = await audit.store.list(filterOf(query), { limit: recordsPerPage, after: query.after });
  const answer: AuditPage = {
    nowMs: Date.now(),
    keptMs: server.config.log.auditAgeMs,
    records: page.records.map(shownRecord),
    next: page.next ?? null,
    lookedBackToMs: page.lookedBackToMs ?? null,
    actions: [...auditActions],
  };
  return { json: answer };
});

/**
 * `GET /api/v1/audit/export`: the records that match as a file, one JSON object a line, as in `audit.jsonl`. Where more
 * match than one export holds, the file's name says that these are the newest.
 */
export const getAuditExport = apiRoute({ for: 'auditor', query: auditFilter }, async ({ server, query }) => {
  const { bytes, isWhole } = await linesOf(server, filterOf(query));
  const date = new Date().toISOString().slice(0, 10);
  return {
    file: {
      name: `audit-${date}${isWhole ? '' : `-newest-${exportMax}`}.jsonl`,
      type: 'application/x-ndjson',
      bytes,
    },
  };
});

/** In steps that let requests pass. */
async function linesOf(
  { observation }: Pick<Server, 'observation'>,
  filter: AuditFilter,
): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const { audit } = observation;
  audit.flush();
  const parts: Buffer[] = [];
  let after: string | undefined;
  for (let left = exportMax; left > 0; ) {
    const limit = Math.min(exportStep, left);
    const page = await audit.store.list(filter, { limit, after });
    parts.push(Buffer.from(page.records.map((record) => `${audit.line(record)}\n`).join('')));
    left -= page.records.length;
    after = page.next;
    if (after === undefined) break;
    await new Promise(setImmediate);
  }
  return { bytes: Buffer.concat(parts), isWhole: after === undefined };
}

/** @throws DashboardProblem 400 when a time is none */
function filterOf(query: AuditQuery): AuditFilter {
  const { since, until, after: _, ...texts } = query;
  const given = Object.entries(texts).filter(([, value]) => value !== undefined && value !== '');
  return {
    ...Object.fromEntries(given),
    ...(since && { sinceMs: momentOf(since) }),
    ...(until && { untilMs: momentOf(until) }),
  };
}

function momentOf(text: string): number {
  const ms = parseMoment(text, Date.now());
  if (ms === undefined)
    throw new DashboardProblem(
      400,
      `${JSON.stringify(text)} is no time. Write 2026-01-31, 2026-01-31T12:00Z, or a span as 24h.`,
    );
  return ms;
}

function shownRecord({ atMs, actor, action, result, ...rest }: AuditRecord): AuditPage['records'][number] {
  const { address, client, repository, reference, digest, requestId, detail } = rest;
  return {
    atMs,
    actor,
    action,
    result,
    address: address ?? null,
    client: client ?? null,
    repository: repository ?? null,
    reference: reference ?? null,
    digest: digest ?? null,
    requestId: requestId ?? null,
    detail: detail ?? null,
  };
}
