import { MiddleTruncate } from '../ui/middle-truncate';

/** A repository's name with its namespace dimmed. Where room is short the namespace gives way first. */
export function RepositoryName({ name }: { name: string }) {
  const slash = name.lastIndexOf('/') + 1;
  return (
    <span className="flex min-w-0" title={name}>
      {/* The namespace shrinks, the last component only when nothing of the namespace is left. */}
      <span className="min-w-[2ch] shrink-[999] truncate text-ink-dim">{name.slice(0, slash)}</span>
      <span className="flex min-w-0 font-medium">
        <MiddleTruncate text={name.slice(slash)} />
      </span>
    </span>
  );
}
