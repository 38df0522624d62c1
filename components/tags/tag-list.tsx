'use client';

import { clsx } from 'clsx';
import { Tag } from 'lucide-react';
import Link from 'next/link';
import type { TagPage, TagQuery } from '@/lib/dashboard/contracts';
import { repositoryPath, withQuery } from '@/lib/dashboard/repository-path';
import { Notice } from '../feedback/notice';
import { buttonClass } from '../ui/button';
import { moveBetweenRows } from '../ui/move-between-rows';
import { Pager } from '../ui/pager';
import { TagRow, tagColumns } from './tag-row';

interface TagListProps {
  page: TagPage;
  query: TagQuery;
  /** Whether this is still the answer to what was asked before. */
  outdated: boolean;
}

/** One page of a repository's tags. */
export function TagList({ page, query, outdated }: TagListProps) {
  const { repository, tags, next } = page;
  const path = repositoryPath(repository);
  const hrefOf = (last: string | undefined) => withQuery(path, { last });
  return (
    <div className={clsx('transition-opacity', outdated && 'late-dim')} aria-busy={outdated}>
      {tags.length === 0 ? (
        <NoTags path={path} last={query.last} />
      ) : (
        <div className="rounded-box border border-line bg-surface">
          <div
            className={clsx(tagColumns, 'hidden h-8 border-line border-b text-ink-dim text-meta sm:grid')}
            aria-hidden="true"
          >
            <span>Tag</span>
            <span>Manifest</span>
          </div>
          <ul aria-label="Tags" onKeyDown={moveBetweenRows}>
            {tags.map((tag) => (
              <TagRow key={tag.name} repository={repository} tag={tag} />
            ))}
          </ul>
        </div>
      )}
      <Pager
        scope={path}
        last={query.last}
        next={next}
        hrefOf={hrefOf}
        summary={summaryOf(page, query)}
        quiet={tags.length === 0}
      />
    </div>
  );
}

function NoTags({ path, last }: { path: string; last: string | undefined }) {
  if (last === undefined) {
    return (
      <Notice Icon={Tag} title="No tags">
        The manifests of this repository can be pulled by digest. Push a tag to give one a name.
      </Notice>
    );
  }
  return (
    <Notice
      Icon={Tag}
      title="No more tags"
      actions={
        <Link href={path} className={buttonClass('plain')}>
          Show the first page
        </Link>
      }
    >
      None comes after <code className="font-mono">{last}</code>.
    </Notice>
  );
}

function summaryOf({ tags, next }: TagPage, query: TagQuery): string {
  const count = `${tags.length} ${tags.length === 1 ? 'tag' : 'tags'}`;
  return next || query.last ? `${count} on this page${next ? ', more follow' : ''}` : count;
}
