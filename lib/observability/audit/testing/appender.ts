import { AuditFile } from '../audit-file';

// For tests: a process that appends numbered records, in batches, to the file that others append to as well.

const [folder = '', name = '', count = '0', bytesMax = '0'] = process.argv.slice(2);
const file = new AuditFile({ folder, bytesMax: Number(bytesMax), ageMs: 3_600_000 });
const batch = 7;
for (let at = 0; at < Number(count); at += batch) {
  const records = Array.from({ length: Math.min(batch, Number(count) - at) }, (_, offset) => ({
    atMs: Date.now(),
    actor: name,
    action: 'tag.push' as const,
    result: 'ok',
    reference: String(at + offset),
    detail: { filler: 'x'.repeat((at + offset) % 300) },
  }));
  if (file.append(records) !== records.length) process.exit(3);
}
file.close();
