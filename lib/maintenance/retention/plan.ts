import type { RetentionConfig } from '@/lib/config';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { StorageParts } from '@/lib/storage/storage';
import { type TagRules, tagRulesOf } from '@/lib/storage/tag-rules';
import type { Pace } from '../pace';
import { Evaluation } from './evaluation';
import { compilePolicy, type TagState } from './policy';
import { tagState, tagStates } from './tag-states';

/** What retention works with. */
export type RetentionParts = Pick<
  StorageParts,
  | 'catalog'
  | 'listing'
  | 'locks'
  | 'database'
  | 'manifests'
  | 'pulls'
  | 'tagProtections'
  | 'retentionPolicies'
>;

const repositoriesAtOnce = 100;
const tagsAtOnce = 50;

/** What the policies say of the present state. Times are those of its making, so that all tags are measured alike. */
export class RetentionPlan {
  readonly #parts: RetentionParts;
  readonly #policies;
  readonly #rules: TagRules;
  readonly #times: { nowMs: number; pullsKnownSinceMs: number };
  readonly #pace: Pace;

  /**
   * @param nowMs milliseconds since 1970
   * @param rules what forbids to remove tags besides the policies' decisions: those of these policies, if not others
   */
  constructor(
    parts: RetentionParts,
    { policies }: Pick<RetentionConfig, 'policies'>,
    pace: Pace,
    nowMs = Date.now(),
    rules: TagRules = tagRulesOf(policies),
  ) {
    this.#parts = parts;
    this.#policies = policies.map(compilePolicy);
    this.#rules = rules;
    this.#times = { nowMs, pullsKnownSinceMs: parts.pulls.knownSinceMs() };
    this.#pace = pace;
  }

  /** The repositories that a policy is about, in ASCII order. */
  async *repositories(): AsyncGenerator<RepositoryName> {
    for (let last = ''; ; ) {
      const { names, more } = await this.#parts.catalog.page({ last, limit: repositoriesAtOnce });
      for (const name of names) {
        await this.#pace.breathe();
        if (this.#policies.some(({ isAbout }) => isAbout(name))) yield name;
      }
      last = names.at(-1) ?? last;
      if (!more) return;
    }
  }

  /** Brings a repository's lists up to date, and counts its tags for those policies that compare them. */
  async evaluate(repository: RepositoryName): Promise<Evaluation> {
    const { catalog, pulls } = this.#parts;
    await catalog.freshen(repository);
    pulls.flush();
    const evaluation = new Evaluation(
      this.#policies.filter(({ isAbout }) => isAbout(repository)),
      (tag) => this.#rules.immutableBy(repository, tag) ?? this.#rules.protectedBy(repository, tag),
      this.#times,
    );
    if (evaluation.needsCount) {
      for await (const tags of this.tags(repository)) for (const tag of tags) evaluation.count(tag);
    }
    return evaluation;
  }

  /** The tags of a repository with all that is known of them, in pages, in ASCII order. */
  async *tags(repository: RepositoryName): AsyncGenerator<TagState[]> {
    for (let last = ''; ; ) {
      const tags = tagStates(this.#parts.database, repository, { last, limit: tagsAtOnce });
      if (tags.length === 0) return;
      last = tags.at(-1)?.name ?? last;
      yield await this.#withProtections(repository, tags);
      await this.#pace.breathe();
    }
  }

  /** One of them as it is now; `undefined` when there is no such tag (any more). */
  async tag(repository: RepositoryName, name: Tag): Promise<TagState | undefined> {
    const found = tagState(this.#parts.database, repository, name);
    return found && (await this.#withProtections(repository, [found]))[0];
  }

  async #withProtections(repository: RepositoryName, tags: TagState[]): Promise<TagState[]> {
    const protections = await this.#parts.tagProtections.among(
      repository,
      tags.map(({ name }) => name),
    );
    if (protections.size === 0) return tags;
    return tags.map((tag) => ({ ...tag, protection: protections.get(tag.name) }));
  }
}
