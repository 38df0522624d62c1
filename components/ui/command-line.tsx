'use client';

import { clsx } from 'clsx';
import { CopyButton } from './copy-button';

interface CommandLineProps {
  command: string;
  /** What the command is called: "push". */
  name: string;
  /** `file` for a line of a file, which has no prompt. */
  kind?: 'command' | 'file';
}

/** One command for a terminal, and a button that copies it. Long commands wrap; nothing of them is hidden. */
export function CommandLine({ command, name, kind = 'command' }: CommandLineProps) {
  return (
    <div className="flex items-start gap-2 rounded-control border border-line bg-canvas py-1 pr-1 pl-3">
      <code
        className={clsx(
          'min-w-0 flex-1 self-center py-1 font-mono text-ink text-table [overflow-wrap:anywhere]',
          kind === 'command' && "before:text-ink-dim before:content-['$_']",
        )}
      >
        {command}
      </code>
      <CopyButton
        text={command}
        label={kind === 'command' ? `Copy ${name} command` : `Copy line of ${name}`}
        done={kind === 'command' ? 'Command copied' : 'Line copied'}
        className="size-7 shrink-0"
      />
    </div>
  );
}
