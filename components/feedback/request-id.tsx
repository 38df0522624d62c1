'use client';

import { CopyButton } from '../ui/copy-button';

/** The id under which the server's log has the cause. */
export function RequestId({ id }: { id: string }) {
  return (
    <div className="flex items-center gap-1 text-meta">
      <span>
        Request id <code className="font-mono [overflow-wrap:anywhere]">{id}</code>
      </span>
      <CopyButton text={id} label="Copy request id" done="Request id copied" className="size-6" />
    </div>
  );
}
