/** What a list looks like before it is there. */
export function ListSkeleton({ what, rows = 8 }: { what: string; rows?: number }) {
  return (
    <div
      role="status"
      aria-label={`Loading ${what}`}
      className="divide-y divide-line rounded-box border border-line bg-surface"
    >
      {Array.from({ length: rows }, (_, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows never change.
          key={index}
          className="flex h-14 items-center justify-between gap-6 px-4 sm:h-12"
        >
          <span className="skeleton h-3 w-2/5" />
          <span className="skeleton h-3 w-20" />
        </div>
      ))}
    </div>
  );
}
