/** The mark: a container held in a dock. */
export function Mark({ className }: { className: string }) {
  return (
    <svg viewBox="0 0 32 32" className={`${className} text-accent-fill`} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="currentColor" />
      <path
        d="M23.5 10.5A9 9 0 1 0 23.5 21.5"
        className="stroke-on-accent"
        fill="none"
        strokeWidth="3.5"
        strokeLinecap="round"
      />
      <rect x="14" y="13" width="6" height="6" rx="1.25" className="fill-on-accent" />
    </svg>
  );
}
