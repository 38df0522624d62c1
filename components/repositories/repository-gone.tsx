'use client';

import { PackageX } from 'lucide-react';
import Link from 'next/link';
import type { Viewer } from '@/lib/dashboard/account/contracts';
import { Notice } from '../feedback/notice';
import { SignInLink } from '../layout/sign-in-link';
import { useViewer } from '../layout/viewer';
import { buttonClass } from '../ui/button';

/**
 * Stands where a repository's page would: there is no such repository, or whoever asks may not pull from it. Nobody is
 * told which of the two.
 */
export function RepositoryGone({ name }: { name?: string }) {
  const viewer = useViewer();
  return (
    <>
      <h1 className="sr-only">No such repository</h1>
      <Notice
        Icon={PackageX}
        title={name === undefined ? 'There is no such repository' : `There is no repository ${name}`}
        actions={
          <>
            {viewer.kind === 'anonymous' && <SignInLink />}
            <Link href="/" className={buttonClass('plain')}>
              Show all repositories
            </Link>
          </>
        }
      >
        {reasons(viewer)}
      </Notice>
    </>
  );
}

function reasons(viewer: Viewer): string {
  if (viewer.kind === 'anonymous')
    return 'Nothing was pushed to it, it was deleted, or you have to sign in to see it.';
  return 'role' in viewer && viewer.role === 'user'
    ? 'Nothing was pushed to it, it was deleted, or you may not pull from it: administrators grant that right.'
    : 'Nothing was pushed to it, or it was deleted.';
}
