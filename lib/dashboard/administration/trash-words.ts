import { counted } from './counted';
import type { RestoredAnswer, TrashEntry } from './trash-contract';

type Named = Pick<TrashEntry, 'kind' | 'repository' | 'tags' | 'digest'>;

/** What was deleted, as it is written where one pulls it: `team/app:1.0`, `team/app@sha256:…`, `team/app`. */
export function deletedName({ kind, repository, tags, digest }: Named): string {
  if (kind === 'tag') return `${repository}:${tags[0]?.name ?? ''}`;
  return kind === 'manifest' && digest !== null ? `${repository}@${digest}` : repository;
}

/** The same for a heading: the digest is cut. */
export function shortName(named: Named): string {
  return deletedName(named).replace(/(@[^:]+:[0-9a-f]{12})[0-9a-f]+$/, '$1…');
}

/** What has to be typed before it goes for good: the tag, the start of the digest, or the repository. */
export function typedName({ kind, repository, tags, digest }: Named): string {
  if (kind === 'tag') return tags[0]?.name ?? repository;
  return kind === 'manifest' && digest !== null ? digest.replace(/^.*:/, '').slice(0, 12) : repository;
}

/** What came back, in a sentence. */
export function restoredWords({ repository, manifests, restored, taken, complete }: RestoredAnswer): string {
  if (complete && restored === 0 && manifests === 0) return `${repository} had all of it already.`;
  const parts = [
    manifests > 0 ? counted(manifests, 'manifest') : undefined,
    restored > 0 ? counted(restored, 'tag') : undefined,
  ].filter((part) => part !== undefined);
  const back = parts.length === 0 ? '' : `${parts.join(' and ')} of ${repository} restored. `;
  if (complete) return back.trim();
  return `${back}${counted(taken.length, 'tag')} left alone: ${taken.length === 1 ? 'it points' : 'they point'} to another manifest now.`;
}
