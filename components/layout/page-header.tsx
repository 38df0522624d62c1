import type { ReactNode } from 'react';

/** A page's title, and the action on what it shows at its right. */
export function PageHeader({ title, action }: { title: ReactNode; action?: ReactNode }) {
  return (
    <div className="mb-4 flex min-h-8 flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <h1 className="min-w-0 max-w-full font-semibold text-title tracking-tight">{title}</h1>
      {action}
    </div>
  );
}
