import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

/** What went wrong with what somebody just did, spoken at once, where they did it. */
export function InlineProblem({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <div
      id={id}
      role="alert"
      className="flex items-start gap-2 rounded-control border border-amber-line bg-amber-wash px-3 py-2 text-table"
    >
      <TriangleAlert className="mt-0.5 size-4 shrink-0 text-amber" aria-hidden="true" />
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</div>
    </div>
  );
}
