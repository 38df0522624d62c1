import { policyPlace, type RetentionPolicy } from '@/lib/config';
import type { Digest } from '@/lib/oci/digest';
import { nameMatcher } from '@/lib/oci/name-glob';
import type { Protection } from '@/lib/oci/protection-words';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { tagMatcher } from '@/lib/oci/tag-glob';
import { StorageError } from './storage-error';
import type { TagProtections } from './tag-protections';

/** What forbids to change a tag. Each answers with the setting that does, or `undefined` when none does. */
export interface TagRules {
  /** Whether the tag, once pushed, must neither be moved to another manifest nor be removed. */
  immutableBy(repository: RepositoryName, tag: Tag): string | undefined;
  /** Whether the tag must not be removed. An immutable tag is protected by being so. */
  protectedBy(repository: RepositoryName, tag: Tag): string | undefined;
}

/**
 * The rules of the settings: every policy counts whose `repositories` match, in whatever order they stand, and
 * whether the policies are enabled or not. The globs are read once, for all pushes.
 */
export function tagRulesOf(policies: readonly RetentionPolicy[]): TagRules {
  const rules = (kind: 'immutable' | 'protected') =>
    policies.flatMap(({ id, repositories, [kind]: globs = [] }, index) => {
      if (globs.length === 0) return [];
      const names = repositories.map(nameMatcher);
      const setting = `${policyPlace({ id }, index)}.${kind}`;
      return [{ setting, names, matchesTag: tagMatcher(globs) }];
    });
  const [immutable, guarded] = [rules('immutable'), rules('protected')];
  const find = (among: typeof immutable, repository: RepositoryName, tag: Tag) =>
    among.find(({ names, matchesTag }) => matchesTag(tag) && names.some((matches) => matches(repository)))
      ?.setting;
  return {
    immutableBy: (repository, tag) => find(immutable, repository, tag),
    protectedBy: (repository, tag) => find(guarded, repository, tag),
  };
}

/**
 * Refuses a push that would move an immutable tag to another manifest; the same again is fine. The caller holds the
 * repository's lock.
 * @throws StorageError TAG_PROTECTED
 */
export async function requireMovable(
  rules: TagRules,
  repository: RepositoryName,
  { digest, tags }: { digest: Digest; tags: readonly Tag[] },
  resolve: (tag: Tag) => Promise<Digest | undefined>,
): Promise<void> {
  for (const tag of tags) {
    const setting = rules.immutableBy(repository, tag);
    if (setting === undefined) continue;
    const from = await resolve(tag);
    if (from !== undefined && from !== digest)
      throw new StorageError({ code: 'TAG_PROTECTED', tags: [tag], rule: 'immutable', setting });
  }
}

/** What whoever pushes a manifest may do in the repository. */
export interface PushRights {
  /** Add manifests, and tags. */
  push: boolean;
  /** Move a tag that is there to another manifest. */
  retag: boolean;
}

/**
 * Refuses a push of more than who pushes may do: a manifest or a tag that is not there yet, or a tag that would move.
 * The caller holds the repository's lock.
 * @throws StorageError NOT_PERMITTED
 */
export async function requirePermitted(
  rights: PushRights,
  { digest, tags }: { digest: Digest; tags: readonly Tag[] },
  repository: {
    resolve: (tag: Tag) => Promise<Digest | undefined>;
    holds: (digest: Digest) => Promise<boolean>;
  },
): Promise<void> {
  if (rights.push && rights.retag) return;
  if (!rights.push && !(await repository.holds(digest)))
    throw new StorageError({ code: 'NOT_PERMITTED', action: 'push' });
  for (const tag of tags) {
    const from = await repository.resolve(tag);
    if (from === undefined ? !rights.push : from !== digest && !rights.retag)
      throw new StorageError({ code: 'NOT_PERMITTED', action: from === undefined ? 'push' : 'retag', tag });
  }
}

/** What forbids to remove a tag: a setting, or somebody who protected it in the dashboard. */
export type TagGuard =
  | { rule: 'immutable' | 'protected'; setting: string }
  | { rule: 'person'; protection: Protection };

/** Where is looked whether a tag may be removed. */
export interface TagGuards {
  tagRules: TagRules;
  tagProtections: TagProtections;
}

/** What forbids to remove each of some tags, of those that may not be removed. A setting is told before a person. */
export async function guardsAmong(
  { tagRules, tagProtections }: TagGuards,
  repository: RepositoryName,
  tags: readonly Tag[],
): Promise<Map<Tag, TagGuard>> {
  const guards = new Map<Tag, TagGuard>();
  const protections = await tagProtections.among(repository, tags);
  for (const tag of tags) {
    const immutable = tagRules.immutableBy(repository, tag);
    const setting = immutable ?? tagRules.protectedBy(repository, tag);
    const protection = protections.get(tag);
    if (setting !== undefined)
      guards.set(tag, { rule: immutable === undefined ? 'protected' : 'immutable', setting });
    else if (protection) guards.set(tag, { rule: 'person', protection });
  }
  return guards;
}

/**
 * Refuses to remove tags if a rule, or somebody, protects one of them. The caller holds the repository's lock.
 * @throws StorageError TAG_PROTECTED, with all that the same setting protects, or that are protected in the dashboard
 */
export async function requireRemovable(
  parts: TagGuards,
  repository: RepositoryName,
  tags: readonly Tag[],
): Promise<void> {
  const guards = await guardsAmong(parts, repository, tags);
  const byRule = [...guards.values()].find(({ rule }) => rule !== 'person');
  const first = byRule ?? [...guards.values()][0];
  if (!first) return;
  const same = [...guards].filter(([, guard]) => sourceOf(guard) === sourceOf(first)).map(([tag]) => tag);
  throw new StorageError({ code: 'TAG_PROTECTED', tags: same, ...first });
}

function sourceOf(guard: TagGuard): string | undefined {
  return guard.rule === 'person' ? undefined : guard.setting;
}
