'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  Check,
  Copy,
  HardDrive,
  Keyboard,
  LogIn,
  LogOut,
  type LucideIcon,
  Monitor,
  Moon,
  Sun,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { NewJobBody } from '@/lib/dashboard/administration/jobs-contract';
import { beginJob, jobsKey } from '@/lib/dashboard/administration/jobs-queries';
import { loginCommand } from '@/lib/dashboard/image-commands';
import { signInPathTo } from '@/lib/dashboard/return-path';
import { useMayChange } from '../administration/use-may-change';
import { announce } from '../feedback/announcer';
import { chooseTheme } from '../layout/choose-theme';
import { openOverlay } from '../layout/open-overlay';
import { useRegistryAddress } from '../layout/registry-address';
import { useSignOut } from '../layout/use-sign-out';
import { useViewer } from '../layout/viewer';
import { leave } from '../ui/leaving';
import { useCopy } from '../ui/use-copy';
import type { PaletteItem } from './palette-group';

/** An action, and by what it is found. */
export interface ActionItem extends PaletteItem {
  label: string;
}

const themeActions = [
  { theme: 'light', label: 'Light theme', Icon: Sun },
  { theme: 'dark', label: 'Dark theme', Icon: Moon },
  { theme: 'system', label: 'System theme', Icon: Monitor },
] as const;

/** The runs that administrators begin, as on the page of the storage. */
const jobActions: readonly { label: string; body: NewJobBody }[] = [
  { label: 'Plan a collection', body: { kind: 'plan' } },
  { label: 'Check now', body: { kind: 'check', deep: false } },
  { label: 'Scrub what is due', body: { kind: 'scrub', all: false } },
  { label: 'Back up now', body: { kind: 'backup' } },
];

/**
 * What the palette does, besides leading somewhere, and why the last of it failed.
 * @param close closes the palette, after what takes time
 */
export function useActions(close: () => void): { actions: ActionItem[]; error: Error | null } {
  const viewer = useViewer();
  const { host } = useRegistryAddress();
  const signOut = useSignOut();
  const mayChange = useMayChange();
  const begin = useBeginning(close);
  const login = loginCommand(host, 'name' in viewer ? viewer.name : undefined);
  const { state, copy } = useCopy(login, 'Login command copied');
  const [isRefused, setRefused] = useState(false);
  useEffect(() => {
    if (state !== 'idle') setRefused(state === 'failed');
  }, [state]);
  const actions = themeActions.map(({ theme, label, Icon }) =>
    action(label, Icon, () => {
      chooseTheme(theme);
      announce(label);
      return undefined;
    }),
  );
  actions.push(
    action('Keyboard shortcuts', Keyboard, () => {
      openOverlay('shortcuts');
      return 'stay';
    }),
  );
  if (mayChange)
    for (const { label, body } of jobActions)
      actions.push(
        action(label, HardDrive, () => {
          if (!begin.isPending) begin.mutate(body);
          return 'stay';
        }),
      );
  if (viewer.kind === 'everybody') return { actions, error: begin.error };
  actions.push(
    action(
      'Copy the docker login line',
      state === 'copied' ? Check : Copy,
      () => {
        copy();
        return 'stay';
      },
      isRefused ? `The browser refused to copy: ${login}` : state === 'copied' ? 'Copied' : login,
    ),
  );
  if (viewer.kind === 'anonymous')
    actions.push(
      action('Sign in', LogIn, () => {
        window.location.assign(signInPathTo(window.location.pathname + window.location.search));
        return 'stay';
      }),
    );
  else
    actions.push(
      action('Sign out', LogOut, () => {
        signOut.mutate();
        return 'stay';
      }),
    );
  return { actions, error: signOut.error ?? begin.error };
}

/** Begins a run and leads to its page. */
function useBeginning(close: () => void) {
  const router = useRouter();
  const client = useQueryClient();
  return useMutation({
    mutationFn: beginJob,
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: jobsKey });
      close();
      leave(() => router.push(`/jobs/${id}`));
    },
  });
}

function action(label: string, Icon: LucideIcon, run: () => 'stay' | undefined, note?: string): ActionItem {
  return {
    id: `action ${label}`,
    label,
    run,
    content: (
      <>
        <Icon className="size-4 shrink-0 text-ink-dim" aria-hidden="true" />
        <span className="shrink-0">{label}</span>
        {note !== undefined && (
          <span className="min-w-0 flex-1 truncate text-right font-mono text-ink-dim text-meta">{note}</span>
        )}
      </>
    ),
  };
}
