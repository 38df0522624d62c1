'use client';

import { LogOut } from 'lucide-react';
import { Failure } from '../feedback/failure';
import { SingleKeySwitch } from '../shortcuts/single-key-switch';
import { menuItemClass } from '../ui/menu-item';
import { useSignOut } from './use-sign-out';

/** What can be done in the account's menu: single keys on and off, and out. */
export function UserMenuActions() {
  const signOut = useSignOut();
  return (
    <>
      <SingleKeySwitch className="h-9 w-full px-3 transition-colors hover:bg-sunken" />
      <button type="button" onClick={() => signOut.mutate()} className={menuItemClass()}>
        <LogOut className="size-4 text-ink-dim" aria-hidden="true" />
        {signOut.isPending ? 'Signing out' : 'Sign out'}
      </button>
      {signOut.error && (
        <div className="max-w-80 p-2">
          <Failure error={signOut.error} />
        </div>
      )}
    </>
  );
}
