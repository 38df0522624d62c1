import { createHash } from 'node:crypto';
import type { DraftSimulation, DraftView } from '@/lib/dashboard/administration/draft-contract';
import { Pace } from '@/lib/maintenance/pace';
import {
  type ChangedDecision,
  type PolicyChange,
  simulateChange,
} from '@/lib/maintenance/retention/simulate-change';
import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { untaggedContent } from '@/lib/storage/listing/untagged-content';
import type { Server } from '../../server';

/** How long a page waits for a simulation. */
const simulationMsMax = 5_000;
/** The same for who is about to save it, and must not be told of a part. */
const thoroughMsMax = 60_000;
/** As many as a page draws: how high a row is, its reason says. */
export const decisionsPerPage = 50;
const repositoriesMax = 100;

/** What is asked of a simulation. */
export interface DraftAsked {
  change: PolicyChange;
  view: Pick<DraftView, 'show' | 'repository' | 'from' | 'thorough'>;
  /** Ends it, as when a later one is asked for. */
  signal: AbortSignal;
}

/** What a change of the policies would do to the present state, by the code of the real run. Nothing is changed. */
export async function simulatedDraft(
  { content: { parts } }: Pick<Server, 'content'>,
  { change, view, signal }: DraftAsked,
): Promise<DraftSimulation> {
  const tooLate = AbortSignal.timeout(view.thorough === 'yes' ? thoroughMsMax : simulationMsMax);
  const pace = new Pace(AbortSignal.any([signal, tooLate]));
  const outcome = new DraftOutcome(view);
  const finish = async (repository: RepositoryName) => {
    const tags = outcome.endRepository();
    const { database } = parts;
    outcome.addContent(await untaggedContent(database, repository, tags, () => pace.breathe()));
  };
  let isComplete = true;
  try {
    let last: RepositoryName | undefined;
    for await (const { repository, decisions } of simulateChange(parts, change, pace)) {
      if (last !== undefined && last !== repository) await finish(last);
      last = repository;
      for (const decision of decisions) outcome.add(repository, decision);
    }
    if (last !== undefined) await finish(last);
  } catch (error) {
    if (!tooLate.aborted || signal.aborted) throw error;
    isComplete = false;
  }
  return outcome.answer(isComplete);
}

/** Adds up decisions; those of a repository come one after the other. */
class DraftOutcome {
  readonly #view: DraftAsked['view'];
  readonly #from: number;
  readonly #state = createHash('sha256');
  readonly #figures = { tags: 0, removed: 0, removedBesides: 0, spared: 0, total: 0 };
  readonly #content = { manifests: 0, freedBytes: 0, keptBytes: 0 };
  readonly #decisions: DraftSimulation['decisions'] = [];
  #repositories = 0;
  #losing: DraftSimulation['byRepository'] = [];
  #current: DraftSimulation['byRepository'][number] | undefined;
  #going = new Set<Digest>();
  #staying = new Set<Digest>();

  constructor(view: DraftAsked['view']) {
    this.#view = view;
    this.#from = Number(view.from ?? 0);
  }

  add(repository: RepositoryName, decision: ChangedDecision): void {
    const { tag, digest, keep, reason, policy = null, wouldGoBefore } = decision;
    this.#current ??= { repository, tags: 0, removed: 0 };
    this.#current.tags += 1;
    this.#figures.tags += 1;
    (keep ? this.#staying : this.#going).add(digest);
    if (!keep) {
      this.#current.removed += 1;
      this.#figures.removed += 1;
      this.#state.update(`${repository}:${tag}@${digest}\n`);
      if (!wouldGoBefore) this.#figures.removedBesides += 1;
    } else if (wouldGoBefore) this.#figures.spared += 1;
    const { show, repository: only } = this.#view;
    if (keep !== (show === 'staying') || (only !== undefined && only !== repository)) return;
    const at = this.#figures.total++;
    if (at >= this.#from && at < this.#from + decisionsPerPage)
      this.#decisions.push({ repository, tag, digest, keep, reason, policy, wouldGoBefore });
  }

  /** @returns what the tags of the repository point to */
  endRepository(): { going: ReadonlySet<Digest>; staying: ReadonlySet<Digest> } {
    const tags = { going: this.#going, staying: this.#staying };
    this.#repositories += 1;
    if (this.#current && this.#current.removed > 0) this.#losing.push(this.#current);
    // So that they are few, however many repositories there are.
    if (this.#losing.length >= repositoriesMax * 2) this.#losing = mostFirst(this.#losing);
    this.#current = undefined;
    this.#going = new Set();
    this.#staying = new Set();
    return tags;
  }

  addContent(content: { manifests: number; freedBytes: number; keptBytes: number }): void {
    this.#content.manifests += content.manifests;
    this.#content.freedBytes += content.freedBytes;
    this.#content.keptBytes += content.keptBytes;
  }

  answer(isComplete: boolean): DraftSimulation {
    const end = this.#from + this.#decisions.length;
    return {
      repositories: this.#repositories,
      ...this.#figures,
      ...this.#content,
      isComplete,
      state: isComplete ? this.#state.digest('base64url') : null,
      byRepository: mostFirst(this.#losing),
      decisions: this.#decisions,
      next: end < this.#figures.total ? end : null,
    };
  }
}

function mostFirst(losing: DraftSimulation['byRepository']): DraftSimulation['byRepository'] {
  return [...losing].sort((a, b) => b.removed - a.removed).slice(0, repositoriesMax);
}
