import type { KeptContent } from '@/lib/storage/listing/kept-content';
import type { RepositoryScope } from '../repository-scope';
import type { KeptByOthers } from './change-contracts';

const keepersMax = 5;

/** What stays because others need it, and who they are: by name those that whoever asks may pull from. */
export function keptByOthers({ sees }: Pick<RepositoryScope, 'sees'>, kept: KeptContent): KeptByOthers {
  const all = [...kept.keepers].map(([repository, bytes]) => ({ repository, bytes }));
  const seen = all.filter(({ repository }) => sees(repository));
  const byBytes = seen.sort(
    (one, other) => other.bytes - one.bytes || (one.repository < other.repository ? -1 : 1),
  );
  return {
    bytes: kept.keptBytes,
    hereBytes: kept.hereBytes,
    repositories: byBytes.slice(0, keepersMax),
    repositoryCount: all.length,
    exact: kept.areAllKeepers,
  };
}
