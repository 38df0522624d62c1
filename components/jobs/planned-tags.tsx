import type { PlannedTags as Page } from '@/lib/dashboard/administration/jobs-contract';
import { ListHead } from '../administration/list-head';
import { DigestChip } from '../digest/digest-chip';
import { ContentLink } from '../ui/content-link';
import { Size } from '../ui/size';

const columns =
  'grid-cols-[minmax(0,1fr)_auto] gap-x-4 lg:grid-cols-[minmax(0,1fr)_12rem_minmax(0,1.4fr)_5.5rem]';

/** Tags that go, each with why and with what a pull of it takes. */
export function PlannedTags({ tags }: Pick<Page, 'tags'>) {
  return (
    <div className="rounded-box border border-line bg-surface">
      <ListHead columns={columns}>
        <span>Tag</span>
        <span>Digest</span>
        <span>Why it goes</span>
        <span className="text-right">Size</span>
      </ListHead>
      <ul aria-label="Tags that would go" className="divide-y divide-line">
        {tags.map(({ repository, tag, digest, bytes, reason, policy }) => (
          <li
            data-row
            key={`${repository}:${tag}`}
            className={`grid items-center gap-y-0.5 px-4 py-2 text-table lg:min-h-10 lg:py-1 ${columns}`}
          >
            <span className="flex min-w-0 font-medium max-lg:col-span-2">
              <ContentLink repository={repository} tag={tag} />
            </span>
            <DigestChip digest={digest} className="-ml-1.5 justify-self-start" />
            <span className="min-w-0 text-ink-soft max-lg:order-last max-lg:col-span-2 max-lg:text-meta [overflow-wrap:anywhere]">
              {reason}
              {policy !== '' && (
                <span className="text-ink-dim">
                  {' '}
                  (<bdi>{policy}</bdi>)
                </span>
              )}
            </span>
            <span className="text-right">
              <Size bytes={bytes} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
