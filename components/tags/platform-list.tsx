/** The platforms of an image, in the room that there is; all of them in the title. */
export function PlatformList({ platforms }: { platforms: readonly string[] }) {
  const [first, ...others] = platforms;
  if (first === undefined) return <span className="text-ink-dim">–</span>;
  return (
    <span className="flex min-w-0 gap-1.5" title={platforms.join(', ')}>
      <bdi className="truncate">{first}</bdi>
      {others.length > 0 && <span className="shrink-0 text-ink-dim">+{others.length}</span>}
    </span>
  );
}
