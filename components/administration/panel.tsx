import type { ReactNode } from 'react';

interface PanelProps {
  title: string;
  /** One sentence: what it is for. */
  about?: ReactNode;
  /** The action on what it shows. */
  action?: ReactNode;
  children: ReactNode;
}

/** A part of a page under a heading of its own. */
export function Panel({ title, about, action, children }: PanelProps) {
  return (
    <section aria-label={title} className="mb-8">
      <div className="mb-3 flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <h2 className="font-semibold text-body">{title}</h2>
          {about && <p className="mt-0.5 max-w-3xl text-ink-soft text-table">{about}</p>}
        </div>
        {action && <div className="flex flex-wrap gap-2">{action}</div>}
      </div>
      {children}
    </section>
  );
}
