import { Boxes, Star, Tag } from 'lucide-react';
import { digestFace } from '@/lib/dashboard/digest-face';
import { manifestPath, repositoryPath, tagPath, withQuery } from '@/lib/dashboard/repository-path';
import type { SearchAnswer } from '@/lib/dashboard/search/search-contract';
import { RepositoryName } from '../repositories/repository-name';
import { MiddleTruncate } from '../ui/middle-truncate';
import type { PaletteGroup } from './palette-group';

const more = 'There are more. Write more of it.';
const iconClass = 'size-4 shrink-0 text-ink-dim';

/** What somebody has starred, as a group of the palette. */
export function starredGroup(names: readonly string[]): PaletteGroup {
  return {
    title: 'Starred repositories',
    items: names.map((name) => ({
      id: `repository ${name}`,
      href: repositoryPath(name),
      name,
      content: (
        <>
          <Star className={iconClass} aria-hidden="true" />
          <RepositoryName name={name} />
        </>
      ),
    })),
  };
}

/** What the registry found, as groups of the palette. */
export function foundGroups({ repositories, tags, manifests }: SearchAnswer, text: string): PaletteGroup[] {
  const isLabel = /(?:^|\s)(?:label|annotation):\S/.test(text);
  const word = isLabel ? text.trim() : text.trim().toLowerCase();
  return [
    {
      title: 'Repositories',
      items: [
        ...repositories.found.map((name) => ({
          id: `repository ${name}`,
          href: repositoryPath(name),
          name,
          content: (
            <>
              <Boxes className={iconClass} aria-hidden="true" />
              <RepositoryName name={name} />
            </>
          ),
        })),
        // The list of repositories looks for one text, not for words.
        ...(repositories.more && (isLabel || /^[a-z0-9._/-]+$/.test(word))
          ? [
              {
                id: 'all repositories',
                href: withQuery('/', { q: word }),
                content: <span className="truncate text-accent-ink">All repositories with “{word}”</span>,
              },
            ]
          : []),
      ],
    },
    {
      title: 'Tags',
      note: tags.more ? more : undefined,
      items: tags.found.map(({ repository, name, digest }) => ({
        id: `tag ${repository}:${name}`,
        href: tagPath(repository, name),
        name: `${repository}:${name}, ${digestFace(digest).prefix}${digestFace(digest).short}`,
        content: (
          <>
            <Tag className={iconClass} aria-hidden="true" />
            <span className="flex min-w-0 flex-1 font-mono">
              <span className="flex min-w-[2ch] text-ink-dim">
                <MiddleTruncate text={repository} />
              </span>
              <span className="flex min-w-[6ch] max-w-[70%] shrink-0">
                <span className="text-ink-dim">:</span>
                <MiddleTruncate text={name} />
              </span>
            </span>
            <Digest digest={digest} className="max-sm:hidden" />
          </>
        ),
      })),
    },
    {
      title: 'Manifests',
      note: manifests.more ? more : undefined,
      items: manifests.found.map(({ repository, digest }) => ({
        id: `manifest ${repository}@${digest}`,
        href: manifestPath(repository, digest),
        name: `${digestFace(digest).prefix}${digestFace(digest).short} in ${repository}`,
        content: (
          <>
            <Digest digest={digest} />
            <span className="sr-only"> in </span>
            <RepositoryName name={repository} />
          </>
        ),
      })),
    },
  ];
}

function Digest({ digest, className = '' }: { digest: string; className?: string }) {
  const { prefix, short, hue } = digestFace(digest);
  return (
    <span className={`flex shrink-0 items-center gap-1.5 font-mono text-meta ${className}`} title={digest}>
      <span className="digest-hue size-2.5 rounded-[3px] bg-current" data-hue={hue} aria-hidden="true" />
      <span className="text-ink-soft">
        <span className="text-ink-dim">{prefix}</span>
        {short}
      </span>
    </span>
  );
}
