import { PackageX } from 'lucide-react';
import Link from 'next/link';
import { Notice } from '../feedback/notice';
import { buttonClass } from '../ui/button';

/** Stands where a repository's page would: there is no such repository. */
export function RepositoryGone({ name }: { name?: string }) {
  return (
    <>
      <h1 className="sr-only">No such repository</h1>
      <Notice
        Icon={PackageX}
        title={name === undefined ? 'There is no such repository' : `There is no repository ${name}`}
        actions={
          <Link href="/" className={buttonClass('plain')}>
            Show all repositories
          </Link>
        }
      >
        Nothing was pushed to it, or it was deleted.
      </Notice>
    </>
  );
}
