'use client';

import { FileX } from 'lucide-react';
import Link from 'next/link';
import { repositoryPath } from '@/lib/dashboard/repository-path';
import { Notice } from '../feedback/notice';
import { buttonClass } from '../ui/button';

interface ManifestGoneProps {
  repository: string;
  /** A digest or a tag. */
  reference: string;
  /** Why, as the API says it. */
  message: string;
}

/** Stands where the page of a manifest would that is not there, or no longer. */
export function ManifestGone({ repository, reference, message }: ManifestGoneProps) {
  const what = reference.includes(':') ? 'manifest' : 'tag';
  return (
    <>
      <h1 className="sr-only">No such {what}</h1>
      <Notice
        Icon={FileX}
        title={`There is no ${what} ${reference}`}
        actions={
          <Link href={repositoryPath(repository)} prefetch={false} className={buttonClass('plain')}>
            Show the tags of {repository}
          </Link>
        }
      >
        {message}
      </Notice>
    </>
  );
}
