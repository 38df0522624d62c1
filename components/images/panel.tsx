import { type ReactNode, useId } from 'react';
import { HostileText } from './hostile-text';

/** A part of a page with its heading and a border around it. */
export function Panel({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mb-6">
      <div className="mb-2 flex min-h-6 flex-wrap items-baseline justify-between gap-x-4">
        <h2 id={id} className="font-semibold text-body">
          {title}
        </h2>
        {aside && <div className="text-ink-dim text-meta">{aside}</div>}
      </div>
      <div className="rounded-box border border-line bg-surface">{children}</div>
    </section>
  );
}

/** A fact with its name, which a stranger may have written. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-6 gap-y-0.5 border-line border-b px-4 py-2 last:border-b-0 sm:grid-cols-[16rem_minmax(0,1fr)]">
      <dt className="text-ink-soft text-table [overflow-wrap:anywhere]">
        <HostileText text={name} />
      </dt>
      <dd className="min-w-0 text-table">{children}</dd>
    </div>
  );
}
