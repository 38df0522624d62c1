import { CornerLeftUp } from 'lucide-react';
import Link from 'next/link';
import { counted } from '@/lib/dashboard/administration/counted';
import { digestFace } from '@/lib/dashboard/digest-face';
import { manifestPath } from '@/lib/dashboard/repository-path';
import { tagsHref } from '@/lib/dashboard/tags/tag-addresses';
import type { TagPage, TagQuery } from '@/lib/dashboard/tags/tag-contracts';

interface FoldedNoteProps {
  page: Pick<TagPage, 'repository' | 'folded'>;
  query: TagQuery;
}

/** Says how many tags a list leaves out that only carry signatures and the like of others, and leads to the list with them. */
export function FoldedNote({ page: { repository, folded }, query }: FoldedNoteProps) {
  const isFolded = query.attached === 'folded';
  return (
    <p className="mt-3 text-ink-soft text-meta">
      {isFolded
        ? `${counted(folded, 'tag')} of signatures, SBOMs and attestations ${folded === 1 ? 'is' : 'are'} folded into the images. `
        : 'Tags of signatures, SBOMs and attestations are listed too. '}
      <Link
        href={tagsHref(repository, {
          ...query,
          cursor: undefined,
          attached: isFolded ? 'shown' : 'folded',
        })}
        prefetch={false}
        className="text-accent-ink underline underline-offset-2"
      >
        {isFolded ? (folded === 1 ? 'Show it' : 'Show them') : 'Fold them'}
      </Link>
    </p>
  );
}

/** Leads from a tag that carries a signature or the like to the manifest that this is about. */
export function AttachedTo({ repository, digest }: { repository: string; digest: string }) {
  const { prefix, short } = digestFace(digest);
  const label = `About ${prefix}${short}`;
  return (
    <Link
      href={manifestPath(repository, digest)}
      prefetch={false}
      title={label}
      className="flex size-6 shrink-0 items-center justify-center rounded-control text-accent-ink hover:bg-sunken"
    >
      <CornerLeftUp className="size-3.5" aria-hidden="true" />
      <span className="sr-only">{label}</span>
    </Link>
  );
}
