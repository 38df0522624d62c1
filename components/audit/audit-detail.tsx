import type { ShownRecord } from '@/lib/dashboard/administration/audit-contract';

/** Everything that a record says. */
export function AuditDetail({ record }: { record: ShownRecord }) {
  const { atMs, address, client, reference, digest, requestId, detail } = record;
  const facts: [string, string | null][] = [
    ['Time', new Date(atMs).toISOString()],
    ['Address', address],
    ['Client', client],
    ['Reference', reference],
    ['Digest', digest],
    ['Request id', requestId],
    ...Object.entries(detail ?? {}).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ];
  return (
    <dl className="grid gap-x-4 gap-y-1 bg-canvas px-4 py-3 text-meta sm:grid-cols-[8rem_minmax(0,1fr)]">
      {facts
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-dim">{name}</dt>
            <dd className="min-w-0 font-mono [overflow-wrap:anywhere]">
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
    </dl>
  );
}
