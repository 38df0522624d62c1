'use client';

import { KeyRound } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { NewTokenAnswer } from '@/lib/dashboard/account/contracts';
import { loginCommand } from '@/lib/dashboard/image-commands';
import { useRegistryAddress } from '../layout/registry-address';
import { buttonClass } from '../ui/button';
import { CommandLine } from '../ui/command-line';
import { CopyButton } from '../ui/copy-button';

interface NewTokenProps {
  /** Whose it is. */
  name: string;
  made: NewTokenAnswer;
  onClose: () => void;
}

/** A token that was just made, the only time that it is shown. */
export function NewToken({ name, made, onClose }: NewTokenProps) {
  const { host } = useRegistryAddress();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  return (
    <section
      ref={panel}
      tabIndex={-1}
      aria-label="The new token"
      className="mb-4 rounded-box border border-accent bg-surface p-4 sm:p-5"
    >
      <p className="flex items-start gap-2 text-table">
        <KeyRound className="mt-0.5 size-4 shrink-0 text-accent-ink" aria-hidden="true" />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <span className="font-medium">
            This is the token <bdi>“{made.token.label}”</bdi>. Copy it now: it is not shown again.
          </span>
        </span>
      </p>
      <div className="mt-3 flex items-start gap-2 rounded-control border border-line bg-canvas py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 self-center py-1 font-mono text-ink text-table [overflow-wrap:anywhere]">
          {made.text}
        </code>
        <CopyButton text={made.text} label="Copy token" done="Token copied" className="size-7 shrink-0" />
      </div>
      <p className="mt-4 mb-1.5 text-ink-soft text-table">
        Sign in with it on another machine; it is the password that docker asks for:
      </p>
      <CommandLine command={loginCommand(host, name)} name="login" />
      <button type="button" className={buttonClass('plain', 'mt-4')} onClick={onClose}>
        I have copied it
      </button>
    </section>
  );
}
