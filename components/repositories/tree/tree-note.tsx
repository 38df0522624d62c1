import type { TreeLevel } from '@/lib/dashboard/tree/tree-rows';

/** How the figures of a namespace come about, and whether some are old. */
export function TreeNote({ levels }: { levels: ReadonlyMap<string, TreeLevel> }) {
  const isOld = [...levels.values()].some(({ parts }) =>
    parts.some(
      ({ isCounting, children }) =>
        isCounting ||
        children.some(({ repository, below }) => repository?.isExact === false || below?.isExact === false),
    ),
  );
  return (
    <p className="mt-3 text-ink-dim text-meta">
      A namespace adds up the repositories below it; a blob that two of them share counts in both.
      {isOld && ' Some have changed and are being counted.'}
    </p>
  );
}
