import { isTag, type Tag } from '@/lib/oci/reference';
import { DashboardProblem } from '../dashboard-problem';
import type { RepositoryScope } from '../repository-scope';
import { guardsOf } from '../tags/list-tag-table';
import type { TagProtection, TagProtectionsAnswer, TagProtectionsBody } from '../tags/protection-contracts';
import { type ChangeScope, inWords, requireRight } from './change-scope';

/** Told of each tag whose protection was changed, as it happens. */
export type ProtectionWatch = (tag: Tag, isProtected: boolean) => void;

/** What forbids to remove a tag. @throws DashboardProblem 404 */
export async function readProtection(scope: RepositoryScope, name: string): Promise<TagProtection> {
  const { storage, repository } = scope;
  const tag = tagOf(name);
  const protection = await storage.tagProtections.of(repository, tag);
  if (!protection && !(await storage.manifests.hasName(repository, tag))) throw noSuchTag(name);
  return { name, nowMs: Date.now(), ...guardsOf(scope, tag, protection) };
}

/**
 * Protects a tag from being removed, or lifts that. Who may: whoever administers the repository, which is more than to
 * delete from it, so that nobody is rid of a protection by the right that it is there to hold back.
 * One that is so already stays as it is.
 * @throws DashboardProblem 403, 404
 */
export async function setProtection(
  scope: ChangeScope,
  name: string,
  isProtected: boolean,
  onChanged: ProtectionWatch,
): Promise<TagProtection> {
  requireRight(scope, 'administer');
  const tag = tagOf(name);
  await change(scope, tag, isProtected, onChanged);
  const protection = await scope.storage.tagProtections.of(scope.repository, tag);
  return { name, nowMs: Date.now(), ...guardsOf(scope, tag, protection) };
}

/** The same of many tags; one that can not be changed keeps none of the others from it. @throws DashboardProblem 403 */
export async function setProtections(
  scope: ChangeScope,
  { names, isProtected }: TagProtectionsBody,
  onChanged: ProtectionWatch,
): Promise<TagProtectionsAnswer> {
  requireRight(scope, 'administer');
  const answer: TagProtectionsAnswer = { changed: [], failed: [] };
  for (const name of new Set(names)) {
    try {
      if (await change(scope, tagOf(name), isProtected, onChanged)) answer.changed.push(name);
    } catch (error) {
      if (!(error instanceof DashboardProblem)) throw error;
      answer.failed.push({ name, why: error.message });
    }
  }
  return answer;
}

/** @returns whether it was not so before */
async function change(
  { storage, repository, originOf }: ChangeScope,
  tag: Tag,
  isProtected: boolean,
  onChanged: ProtectionWatch,
): Promise<boolean> {
  const { tagProtections } = storage;
  const origin = originOf('delete');
  if (!isProtected) {
    const before = await inWords(tagProtections.lift(repository, tag, origin));
    if (before) onChanged(tag, false);
    else if (!(await storage.manifests.hasName(repository, tag))) throw noSuchTag(tag);
    return before !== undefined;
  }
  const done = await inWords(tagProtections.protect(repository, tag, origin));
  if (!done) throw noSuchTag(tag);
  if (done.isNew) onChanged(tag, true);
  return done.isNew;
}

function tagOf(name: string): Tag {
  if (isTag(name)) return name;
  throw noSuchTag(name);
}

function noSuchTag(name: string): DashboardProblem {
  return new DashboardProblem(404, `There is no tag ${name.slice(0, 128)}.`);
}
