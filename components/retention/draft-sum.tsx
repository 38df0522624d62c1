import { counted } from '@/lib/dashboard/administration/counted';
import type { DraftSimulation } from '@/lib/dashboard/administration/draft-contract';
import { sizeText } from '@/lib/dashboard/size-words';

/** What a draft would do, in figures. @param isAlone whether the policies in force are left out */
export function DraftSum({ simulation, isAlone }: { simulation: DraftSimulation; isAlone: boolean }) {
  const { repositories, tags, removed, removedBesides, spared, isComplete } = simulation;
  return (
    <div role="status" className="mb-4 max-w-3xl text-ink-soft text-table">
      <p>
        Of {counted(tags, 'tag')} in {counted(repositories, 'repository', 'repositories')},{' '}
        <strong className="font-semibold text-ink">{counted(removed, 'tag')} would go now</strong>
        {!isAlone && removed > 0 && `, ${removedBesides.toLocaleString('en')} of them by this draft`}.
      </p>
      {spared > 0 && <p>{counted(spared, 'tag')} would stay that would go without it.</p>}
      {removed > 0 && <p>{contentWords(simulation)}</p>}
      {!isComplete && (
        <p className="mt-1 text-ink">
          Not every tag was looked at in the time that a page waits: more would go.
        </p>
      )}
    </div>
  );
}

/** What comes free with the tags that go. */
export function contentWords({
  removed,
  manifests,
  freedBytes,
  keptBytes,
}: Pick<DraftSimulation, 'removed' | 'manifests' | 'freedBytes' | 'keptBytes'>): string {
  if (removed === 0) return '';
  if (manifests === 0) return 'Other tags have their images: no bytes come free.';
  const kept = keptBytes > 0 ? `; others need ${sizeText(keptBytes)} of what they hold` : '';
  return `${counted(manifests, 'manifest')} would have no tag any more: at least ${sizeText(freedBytes)} come free when they are collected${kept}.`;
}
