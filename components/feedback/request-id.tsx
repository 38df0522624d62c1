'use client';

import { CopyButton } from '../ui/copy-button';

/** The id under which the server's log has the cause. */
export function RequestId({ id, name = 'Request id' }: { id: string; name?: string }) {
  return (
    <div className="flex items-center gap-1 text-meta">
      <span>
        {name} <code className="font-mono [overflow-wrap:anywhere]">{id}</code>
      </span>
      <CopyButton text={id} label={`Copy ${name.toLowerCase()}`} done={`${name} copied`} className="size-6" />
    </div>
  );
}
