'use client';

import { Check, Copy, Keyboard, LogIn, LogOut, type LucideIcon, Monitor, Moon, Sun } from 'lucide-react';
import { useEffect, useState } from 'react';
import { loginCommand } from '@/lib/dashboard/image-commands';
import { signInPathTo } from '@/lib/dashboard/return-path';
import { announce } from '../feedback/announcer';
import { chooseTheme } from '../layout/choose-theme';
import { openOverlay } from '../layout/open-overlay';
import { useRegistryAddress } from '../layout/registry-address';
import { useSignOut } from '../layout/use-sign-out';
import { useViewer } from '../layout/viewer';
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

/** What the palette does, besides leading somewhere, and why the last of it failed. */
export function useActions(): { actions: ActionItem[]; error: Error | null } {
  const viewer = useViewer();
  const { host } = useRegistryAddress();
  const signOut = useSignOut();
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
  if (viewer.kind === 'everybody') return { actions, error: null };
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
  return { actions, error: signOut.error };
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
