import { FileWarning } from 'lucide-react';
import Link from 'next/link';
import { repositoryPath } from '@/lib/dashboard/repository-path';
import { Notice } from '../feedback/notice';
import { buttonClass } from '../ui/button';

interface ManifestTooLargeProps {
  repository: string;
  /** A digest or a tag. */
  reference: string;
  /** How large it is and may be, as the API says it. */
  message: string;
}

/** Stands where the page of a manifest would that is too large to be read here. */
export function ManifestTooLarge({ repository, reference, message }: ManifestTooLargeProps) {
  return (
    <>
      <h1 className="sr-only">{reference}</h1>
      <Notice
        Icon={FileWarning}
        title="This manifest is too large to be shown"
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
