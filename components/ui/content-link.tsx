import Link from 'next/link';
import { manifestPath, repositoryPath, tagPath } from '@/lib/dashboard/repository-path';
import { MiddleTruncate } from './middle-truncate';

interface ContentLinkProps {
  repository: string;
  /** Of the repository, or else one of its manifests; without either it leads to the repository. */
  tag?: string | null;
  digest?: string | null;
  className?: string;
}

/** What grammars allow: records also have what a client asked for and was refused. */
const repositoryForm = /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/;
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const digestForm = /^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/;

/**
 * The name of a repository or of a tag, which leads to its page; of a manifest the repository's name. What is gone by now
 * has a page that says so.
 */
export function ContentLink({ repository, tag, digest, className = '' }: ContentLinkProps) {
  const text = tag ? `${repository}:${tag}` : repository;
  const href = hrefOf(repository, tag, digest);
  if (href === undefined) return <MiddleTruncate text={text} />;
  return (
    <Link
      href={href}
      prefetch={false}
      aria-label={text}
      className={`flex min-w-0 rounded-control underline decoration-line underline-offset-4 hover:decoration-current ${className}`}
    >
      <MiddleTruncate text={text} />
    </Link>
  );
}

function hrefOf(
  repository: string,
  tag: string | null | undefined,
  digest: string | null | undefined,
): string | undefined {
  if (!repositoryForm.test(repository)) return undefined;
  if (tag) return tagForm.test(tag) ? tagPath(repository, tag) : undefined;
  return digest && digestForm.test(digest) ? manifestPath(repository, digest) : repositoryPath(repository);
}
