import { counted } from '@/lib/dashboard/administration/counted';
import type { ManifestDeletionPlan } from '@/lib/dashboard/changes/change-contracts';
import { freedByWords, namedOf } from '@/lib/dashboard/changes/deletion-words';
import { ManifestLink } from '../images/manifest-link';
import { kindLabel } from '../tags/kind-icon';
import { KeptWords } from './kept-words';

/** What goes with a manifest, by name, what forbids it, and what space comes free or stays. */
export function ManifestConsequence({
  repository,
  plan,
}: {
  repository: string;
  plan: ManifestDeletionPlan;
}) {
  const { tags, tagCount, parents, others, goingWith, referrersLeft } = plan;
  return (
    <>
      {parents.length > 0 && (
        <>
          <p>It is named by:</p>
          <ul className="mt-1 mb-2 max-h-40 overflow-y-auto">
            {parents.map((parent) => (
              <li key={parent} className="pl-1.5">
                <ManifestLink repository={repository} digest={parent} />
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        {tagCount === 0
          ? 'No tag points to it.'
          : `${counted(tagCount, 'tag')} ${tagCount === 1 ? 'goes' : 'go'} with it: ${namedOf(tags, tagCount)}.`}
        {referrersLeft > 0 &&
          ` ${counted(referrersLeft, 'referrer')} with a tag of ${referrersLeft === 1 ? 'its' : 'their'} own ${referrersLeft === 1 ? 'stays' : 'stay'}, with nothing to refer to.`}
      </p>
      {others > 0 && (
        <>
          <p className="mt-2">
            {counted(others, 'manifest')} that nothing else needs {others === 1 ? 'goes' : 'go'} too:
          </p>
          <ul className="mt-1 max-h-40 overflow-y-auto">
            {goingWith.map(({ digest, kind }) => (
              <li key={digest} className="flex flex-wrap items-center gap-x-3 pl-1.5">
                <ManifestLink repository={repository} digest={digest} />
                {kindLabel(kind)}
              </li>
            ))}
            {others > goingWith.length && <li>and {counted(others - goingWith.length, 'more', 'more')}</li>}
          </ul>
        </>
      )}
      <p className="mt-2">{freedByWords(plan, plan)}</p>
      <KeptWords kept={plan.kept} />
    </>
  );
}
