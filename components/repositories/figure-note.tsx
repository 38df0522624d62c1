import type { RepositoryPage } from '@/lib/dashboard/contracts';
import { Time } from '../ui/time';

/** When the figures of a page were counted, and since when pulls are. */
export function FigureNote({
  page: { repositories, isCounting, nowMs, pullsSinceMs, uniqueAtMs },
}: {
  page: RepositoryPage;
}) {
  const changed = repositories.filter(({ isExact, countedAtMs }) => !isExact && countedAtMs !== null);
  const uncounted = repositories.filter(({ countedAtMs }) => countedAtMs === null).length;
  const oldestMs = Math.min(...changed.map(({ countedAtMs }) => countedAtMs ?? nowMs));
  return (
    <p className="mt-1 text-ink-dim text-meta">
      {changed.length === 0 ? (
        'Tags and sizes were counted just now'
      ) : (
        <>
          Tags and sizes were counted <Time atMs={oldestMs} nowMs={nowMs} /> or later
        </>
      )}
      {isCounting && '; others are being counted, and the order may change'}
      {uncounted > 0 && `, ${uncounted} are still to be counted`}
      {pullsSinceMs !== null && (
        <>
          ; pulls since the registry’s database was made, <Time atMs={pullsSinceMs} nowMs={nowMs} />
        </>
      )}
      . A size is that of all manifests of a repository and of the blobs that they name, each once
      {uniqueAtMs !== null && (
        <>
          ; unique is what only it holds and comes free when it goes, measured{' '}
          <Time atMs={uniqueAtMs} nowMs={nowMs} />
        </>
      )}
      .
    </p>
  );
}
