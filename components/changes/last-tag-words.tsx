import { useQuery } from '@tanstack/react-query';
import { freedWords, goingWords } from '@/lib/dashboard/changes/deletion-words';
import { tagDeletionPlanQuery } from '@/lib/dashboard/changes/send-changes';
import { InlineProblem } from '../feedback/inline-problem';
import { problemOf } from '../feedback/load-error';

/** What becomes of a manifest that loses its last tag, and what space comes free when. */
export function LastTagWords({ repository, tag }: { repository: string; tag: string }) {
  const { data, error } = useQuery(tagDeletionPlanQuery(repository, { names: [tag] }));
  return (
    <>
      <p>
        Nothing but {tag} points to its manifest. It can then be pulled by its digest alone, until collection
        takes it.
      </p>
      {data && (
        <>
          <p className="mt-2">{goingWords(data)}</p>
          <p className="mt-2">{freedWords(data)}</p>
        </>
      )}
      {!data && !error && <p className="mt-2">Counting what comes free</p>}
      {error && (
        <div className="mt-2">
          <InlineProblem>{problemOf(error)}</InlineProblem>
        </div>
      )}
    </>
  );
}
