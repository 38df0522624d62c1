import type { RetentionAnswer } from '@/lib/dashboard/administration/retention-contract';
import { Panel } from '../administration/panel';
import { DecisionList } from './decision-list';
import { PolicyList } from './policy-list';

interface SimulatedPoliciesProps {
  answer: Pick<RetentionAnswer, 'policies' | 'tags' | 'removed' | 'going' | 'staying'>;
  /** Which policy decides. */
  about: string;
  /** Whether those of the database can be changed here. */
  mayChange?: boolean;
}

/** Policies, and what they would do now: the tags that would go and those that stay, each with the reason. */
export function SimulatedPolicies({ answer, about, mayChange }: SimulatedPoliciesProps) {
  const { policies, tags, removed, going, staying } = answer;
  return (
    <>
      <Panel title="Policies" about={about}>
        <PolicyList policies={policies} mayChange={mayChange} />
      </Panel>
      {going.length > 0 && (
        <Panel title="What would go">
          <DecisionList label="Tags that would go" decisions={going} total={removed} />
        </Panel>
      )}
      {staying.length > 0 && (
        <Panel title="What stays">
          <DecisionList label="Tags that stay" decisions={staying} total={tags - removed} />
        </Panel>
      )}
    </>
  );
}
