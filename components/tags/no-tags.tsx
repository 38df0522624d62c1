import { Tag } from 'lucide-react';
import Link from 'next/link';
import { counted } from '@/lib/dashboard/administration/counted';
import { tagsHref } from '@/lib/dashboard/tags/tag-addresses';
import type { TagPage, TagQuery } from '@/lib/dashboard/tags/tag-contracts';
import { Notice } from '../feedback/notice';
import { buttonClass } from '../ui/button';

interface NoTagsProps {
  page: Pick<TagPage, 'repository' | 'total'>;
  query: TagQuery;
}

/** Why a list has no tags, and what leads to some. */
export function NoTags({ page: { repository, total }, query }: NoTagsProps) {
  if (query.q !== '')
    return (
      <Notice
        Icon={Tag}
        title={`No tag has “${query.q}” in it`}
        actions={
          <Link
            href={tagsHref(repository, { ...query, cursor: undefined, q: '' })}
            className={buttonClass('plain')}
          >
            Clear the filter
          </Link>
        }
      >
        {counted(total, 'tag')} in this repository.
      </Notice>
    );
  if (query.cursor !== undefined)
    return (
      <Notice
        Icon={Tag}
        title="No more tags"
        actions={
          <Link href={tagsHref(repository, { ...query, cursor: undefined })} className={buttonClass('plain')}>
            Show the first page
          </Link>
        }
      >
        None comes after those of the page before.
      </Notice>
    );
  return (
    <Notice Icon={Tag} title="No tags">
      The manifests of this repository can be pulled by digest. Push a tag to give one a name.
    </Notice>
  );
}
