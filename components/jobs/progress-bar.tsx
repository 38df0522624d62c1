/** How far a run has come; where nobody knows how much there is, that it goes on. */
export function ProgressBar({ fraction, label }: { fraction: number | null; label: string }) {
  const known = fraction === null ? {} : { 'aria-valuenow': Math.round(fraction * 100) };
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...known}
      className="h-1.5 w-full overflow-hidden rounded-full bg-sunken"
    >
      <svg className="size-full" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <rect
          width={fraction === null ? 100 : Math.max(fraction * 100, 1)}
          height="1"
          className={fraction === null ? 'skeleton fill-accent' : 'fill-accent'}
        />
      </svg>
    </div>
  );
}
