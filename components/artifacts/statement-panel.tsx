import type { Material, Statement } from '@/lib/dashboard/artifacts/artifact-contracts';
import { plainText } from '@/lib/dashboard/plain-text';
import { HostileText } from '../images/hostile-text';
import { Fact, Panel } from '../images/panel';
import { Preformatted } from './json-text';

/** What a statement says is true of what: for provenance, who built it, how, and from what. */
export function StatementPanel({ statement }: { statement: Statement }) {
  const { predicateType, builder, buildType, startedOn, finishedOn, signatures, invocation, predicate } =
    statement;
  const facts: [string, string | null][] = [
    ['Says', predicateType],
    ['Builder', builder],
    ['Build type', buildType],
    ['Began', startedOn],
    ['Ended', finishedOn],
  ];
  return (
    <>
      <Panel title="Statement" aside={signedWords(signatures)}>
        <dl>
          {facts.map(([name, value]) =>
            value === null || value === '' ? null : (
              <Fact key={name} name={name}>
                <HostileText text={value} links />
              </Fact>
            ),
          )}
        </dl>
      </Panel>
      <Materials title="About" one="subject" items={statement.subjects} total={statement.subjectTotal} />
      {statement.materialTotal > 0 && (
        <Materials
          title="Made from"
          one="source"
          items={statement.materials}
          total={statement.materialTotal}
        />
      )}
      {predicate !== null && <Preformatted title="What it says of them" text={predicate} />}
      {invocation !== null && <Preformatted title="How the build was called" text={invocation} />}
    </>
  );
}

function signedWords(signatures: number | null): string {
  if (signatures === null) return 'Not signed';
  return `${signatures} ${signatures === 1 ? 'signature' : 'signatures'} present, not verified`;
}

interface MaterialsProps {
  title: string;
  one: string;
  items: Material[];
  total: number;
}

function Materials({ title, one, items, total }: MaterialsProps) {
  return (
    <Panel title={title} aside={`${total.toLocaleString('en')} ${total === 1 ? one : `${one}s`}`}>
      <ul>
        {items.map(({ name, digests }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one may come twice, and their order never changes.
          <li key={at} className="border-line border-b px-4 py-2 text-table last:border-b-0">
            {name === '' ? <span className="text-ink-dim">No name</span> : <HostileText text={name} />}
            {digests.map((digest) => (
              <p key={digest.name} className="font-mono text-ink-dim text-meta [overflow-wrap:anywhere]">
                <bdi>{plainText(`${digest.name}:${digest.value}`)}</bdi>
              </p>
            ))}
          </li>
        ))}
        {items.length === 0 && <li className="px-4 py-2 text-ink-dim text-table">None</li>}
      </ul>
      {total > items.length && (
        <p className="border-line border-t px-4 py-2.5 text-ink-dim text-meta">
          And {(total - items.length).toLocaleString('en')} more, in the JSON.
        </p>
      )}
    </Panel>
  );
}
