/** Stands for the page of a manifest, about as tall: what it is called, what it is, its parts, and the one that is shown. */
export function ManifestSkeleton() {
  return (
    <div role="status" aria-label="Loading the manifest">
      <span className="skeleton mt-2 block h-5 w-56 max-w-full" />
      <span className="skeleton mt-5 block h-3 w-80 max-w-full" />
      <div className="mt-5 mb-6 flex h-9 items-center gap-6 overflow-clip border-line border-b px-3">
        {['overview', 'layers', 'files', 'config', 'referrers'].map((part) => (
          <span key={part} className="skeleton h-3 w-14 shrink-0" />
        ))}
      </div>
      <div className="skeleton h-64" />
    </div>
  );
}
