'use client';

import { KeyRound } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { AccountSecret } from '@/lib/dashboard/administration/access-contract';
import { buttonClass } from '../ui/button';
import { CopyButton } from '../ui/copy-button';

interface SecretPanelProps {
  made: AccountSecret;
  /** What it is: "password". */
  what: 'password' | 'access token';
  onClose: () => void;
}

/** A password or a token that was just made, the only time that it is shown. */
export function SecretPanel({ made: { name, secret }, what, onClose }: SecretPanelProps) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  return (
    <section
      ref={panel}
      tabIndex={-1}
      aria-label={`The new ${what}`}
      className="mb-4 max-w-3xl rounded-box border border-accent bg-surface p-4"
    >
      <p className="flex items-start gap-2 text-table">
        <KeyRound className="mt-0.5 size-4 shrink-0 text-accent-ink" aria-hidden="true" />
        <span className="min-w-0 font-medium [overflow-wrap:anywhere]">
          This is the {what} of <bdi>{name}</bdi>. Copy it now: it is not shown again.
        </span>
      </p>
      <div className="mt-3 flex items-start gap-2 rounded-control border border-line bg-canvas py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 self-center py-1 font-mono text-ink text-table [overflow-wrap:anywhere]">
          {secret}
        </code>
        <CopyButton
          text={secret}
          label={`Copy ${what}`}
          done={what === 'password' ? 'Password copied' : 'Token copied'}
          className="size-7 shrink-0"
        />
      </div>
      <button type="button" className={buttonClass('plain', 'mt-3')} onClick={onClose}>
        I have copied it
      </button>
    </section>
  );
}
