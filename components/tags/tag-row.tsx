'use client';

import { clsx } from 'clsx';
import type { TagPage } from '@/lib/dashboard/contracts';
import { pullCommand } from '@/lib/dashboard/image-commands';
import { DigestChip } from '../digest/digest-chip';
import { useRegistryAddress } from '../layout/registry-address';
import { CopyButton } from '../ui/copy-button';
import { MiddleTruncate } from '../ui/middle-truncate';

/** The columns of the list: tag, manifest, pull command. Two lines where the screen is narrow. */
export const tagColumns =
  'items-center gap-x-4 px-4 sm:grid-cols-[minmax(0,1fr)_11.5rem_5rem] lg:grid-cols-[minmax(0,24rem)_minmax(11.5rem,1fr)_9rem]';

/** One tag: its name, the manifest that it points to, and the command that pulls it. */
export function TagRow({ repository, tag }: { repository: string; tag: TagPage['tags'][number] }) {
  const { host } = useRegistryAddress();
  const command = pullCommand(host, repository, tag.name);
  return (
    <li
      data-row
      className={clsx(
        tagColumns,
        'grid grid-cols-[minmax(0,1fr)_auto] border-line border-b py-1.5 transition-colors last:border-b-0 hover:bg-sunken sm:h-10 sm:py-0',
      )}
    >
      <span className="flex min-w-0 font-mono text-table">
        <MiddleTruncate text={tag.name} />
      </span>
      <DigestChip digest={tag.digest} className="-ml-1.5 row-start-2 justify-self-start sm:row-start-auto" />
      <CopyButton
        text={command}
        label={`Copy pull command for ${tag.name}`}
        done="Pull command copied"
        rowTarget
        className="-mr-2 row-span-2 justify-self-end px-2 font-medium text-meta sm:row-span-1"
      >
        <span>
          Pull<span className="hidden lg:inline"> command</span>
        </span>
      </CopyButton>
    </li>
  );
}
