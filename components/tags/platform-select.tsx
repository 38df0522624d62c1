'use client';

import { useRouter } from 'next/navigation';
import { tagsHref } from '@/lib/dashboard/tags/tag-addresses';
import type { TagPage, TagQuery } from '@/lib/dashboard/tags/tag-contracts';

/** For which platform sizes are shown, of those that the tags of the page are for; the address keeps it. */
export function PlatformSelect({ page, query }: { page: TagPage; query: TagQuery }) {
  const router = useRouter();
  const chosen = query.platform ?? '';
  // The empty one is for all of them.
  const platforms = [...new Set(['', chosen, ...page.tags.flatMap(({ platforms }) => platforms)])].sort();
  if (platforms.length < 3 && chosen === '') return null;
  return (
    <select
      aria-label="Sizes for"
      value={chosen}
      onChange={({ target: { value } }) =>
        router.push(tagsHref(page.repository, { ...query, platform: value || undefined }), { scroll: false })
      }
      className="h-9 max-w-44 shrink-0 rounded-control border border-edge bg-surface px-2 text-body"
    >
      {platforms.map((platform) => (
        <option key={platform} value={platform}>
          {platform || 'All platforms'}
        </option>
      ))}
    </select>
  );
}
