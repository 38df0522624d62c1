import { PackageOpen } from 'lucide-react';
import type { Viewer } from '@/lib/dashboard/account/contracts';
import { Notice } from '../feedback/notice';
import { SignInLink } from '../layout/sign-in-link';

/** Stands where the list would of somebody who may pull from none of the repositories, if there are any. */
export function NothingToSee({ viewer }: { viewer: Viewer }) {
  if (viewer.kind === 'anonymous')
    return (
      <Notice Icon={PackageOpen} title="Nothing is open to everybody yet" actions={<SignInLink />}>
        Sign in to see the repositories that you may pull from.
      </Notice>
    );
  return (
    <Notice Icon={PackageOpen} title="There is no repository that you may pull from">
      One appears here when something was pushed to it, by you or by others, and a rule lets you pull from it.
      Rules are made by the administrators of this registry.
    </Notice>
  );
}
