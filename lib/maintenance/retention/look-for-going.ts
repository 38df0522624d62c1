import { createHash } from 'node:crypto';
import type { RetentionPolicy } from '@/lib/config';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Decision } from './evaluation';
import type { RetentionPlan } from './plan';
import type { TagState } from './policy';

/** A tag with what was decided on it. */
export interface DecidedTag {
  state: TagState;
  decision: Decision;
}

/** Decides on every tag that a plan is about, in pages, in ASCII order of repositories and tags. Nothing is changed. */
export async function* decidedTags(
  plan: RetentionPlan,
): AsyncGenerator<{ repository: RepositoryName; tags: DecidedTag[] }> {
  for await (const repository of plan.repositories()) {
    const evaluation = await plan.evaluate(repository);
    for await (const states of plan.tags(repository))
      yield { repository, tags: states.map((state) => ({ state, decision: evaluation.decide(state) })) };
  }
}

/** Makes a text that stands for tags that would go: another one for any others, and when one is pushed again. */
export class GoingState {
  readonly #hash = createHash('sha256');
  /** How many there are. */
  tags = 0;

  add(repository: RepositoryName, { name, digest, pushedAtMs }: TagState): void {
    this.tags += 1;
    this.#hash.update(`${repository}:${name}@${digest} ${pushedAtMs}\n`);
  }

  /** The text. Nothing can be added afterwards. */
  end(): string {
    return this.#hash.digest('base64url');
  }
}

/** Stands for policies: another text for any others, or another order. */
export function policiesState(policies: readonly RetentionPolicy[]): string {
  return createHash('sha256').update(JSON.stringify(policies)).digest('base64url');
}
