import { InlineProblem } from './inline-problem';
import { problemOf, requestIdOf } from './load-error';
import { RequestId } from './request-id';

/** What failed of what somebody just did, spoken at once where they did it: what happened, what to do, and the request id. */
export function Failure({ error }: { error: Error }) {
  return (
    <InlineProblem>
      <FailureWords error={error} />
    </InlineProblem>
  );
}

/** The same words, where something else stands around them. */
export function FailureWords({ error }: { error: Error }) {
  const requestId = requestIdOf(error);
  return (
    <>
      <p>{problemOf(error)}</p>
      {requestId && (
        <div className="text-ink-soft">
          <RequestId id={requestId} />
        </div>
      )}
    </>
  );
}
