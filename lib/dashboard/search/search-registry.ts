import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { FoundInRepository, SearchIndex } from '@/lib/storage/listing/search-index';
import { readSearch } from './read-search';
import type { SearchAnswer } from './search-contract';

/** What is shown of each kind. */
export const shownMax = 8;
/** Folders that a step looks at, in one or two milliseconds; then other requests have their turn. */
const stepFolders = 400;
/** Folders that a search looks at. */
const foldersMax = 50_000;

/** What somebody may search. */
export interface SearchReach {
  index: Pick<SearchIndex, 'step' | 'tagsOf' | 'tagsWithLabel'>;
  /** Reads labels that are not read yet, for as long as a reader may wait. */
  readLabels: () => Promise<void>;
  /** Whether they may pull from a repository. */
  sees: (repository: RepositoryName) => boolean;
  /** Where to go on after a name: there, or before the next names of which they may see any; `undefined` at the end. */
  nextBegin: (last: string) => string | undefined;
  /** Whether they see everything. */
  isAll: boolean;
}

/**
 * Searches names, tags and digests of the repositories that somebody may pull from, the best first. Others are
 * left out before anything is counted; only beyond the bound on folders do they take the place of what would be found.
 * @param isWanted whether somebody still waits for the answer
 */
export async function searchRegistry(
  { index, readLabels, sees, nextBegin, isAll }: SearchReach,
  text: string,
  isWanted: () => boolean = () => true,
): Promise<SearchAnswer> {
  const wanted = readSearch(text);
  const { names, tags, manifests, labelled } = wanted;
  if (labelled) await readLabels();
  const repositories = new Best<RepositoryName>(4);
  const tagged = new Best<FoundInRepository<Tag>>(2);
  const digests = new Best<FoundInRepository<Digest>>(1);
  let looked = 0;
  let cursor = names || tags || manifests || labelled ? nextBegin('') : undefined;
  for (; cursor !== undefined && looked < foldersMax && isWanted(); looked += stepFolders) {
    const step = index.step(cursor, stepFolders, {
      names,
      // Enough that begin so are known: what is it exactly may still follow.
      tags: tagged.isFull(0) ? undefined : tags && { ...tags, isWhole: tagged.isFull(1) },
      manifests: digests.isFull(0) ? undefined : manifests,
      labelled: tagged.isFull(1) ? undefined : labelled,
    });
    for (const name of step.names) repositories.add(rankOf(name, names?.words ?? []), name, () => sees(name));
    for (const one of step.tags)
      tagged.add(one.name === tags?.prefix ? 0 : 1, one, () => sees(one.repository));
    for (const one of step.manifests) digests.add(0, one, () => sees(one.repository));
    for (const one of step.labelled) {
      tagged.add(1, one, () => sees(one.repository));
      repositories.add(3, one.repository, () => sees(one.repository));
    }
    cursor = step.next === undefined ? undefined : nextBegin(step.next);
    await new Promise(setImmediate);
  }
  // To who does not see everything, that there was more to look at may tell of what they do not see.
  const isCut = isAll && cursor !== undefined;
  const firsts = tagged.all();
  const shownTags = withMoreTags(firsts, (name) => {
    if (labelled) return index.tagsWithLabel(name, labelled.label, shownMax + 1);
    return tags ? index.tagsOf(name, tags.prefix, shownMax + 1) : [];
  });
  return {
    repositories: shown(repositories.all(), isCut, (name) => name),
    tags: shown(shownTags, isCut, ({ repository, name, digest }) => ({ repository, name, digest })),
    manifests: shown(digests.all(), isCut, ({ repository, digest }) => ({ repository, digest })),
  };
}

/** The first that were found of each rank, one more than are shown. */
class Best<Found> {
  readonly #ranks: Found[][];

  constructor(ranks: number) {
    this.#ranks = Array.from({ length: ranks }, () => []);
  }

  /** @param mayShow is asked only when it matters */
  add(rank: number, found: Found, mayShow: () => boolean): void {
    if (!this.isFull(rank) && mayShow()) this.#ranks[rank]?.push(found);
  }

  /** Whether more of this rank change nothing. */
  isFull(rank: number): boolean {
    return (this.#ranks[rank]?.length ?? 0) > shownMax;
  }

  all(): Found[] {
    return this.#ranks.flat();
  }
}

/** How well a name matches: it is what was written, its last part is, a part of it begins so, or it has it somewhere. */
function rankOf(name: string, words: readonly string[]): number {
  const [word = ''] = words;
  if (words.length === 1) {
    if (name === word || name === `library/${word}`) return 0;
    if (name.endsWith(`/${word}`)) return 1;
  }
  return words.every((one) => `/${name}`.includes(`/${one}`)) ? 2 : 3;
}

/** Where tags of few repositories match, others of these as well: each repository's together, those that are it first. */
function withMoreTags(
  firsts: FoundInRepository<Tag>[],
  tagsOf: (repository: RepositoryName) => FoundInRepository<Tag>[],
): FoundInRepository<Tag>[] {
  const of = firsts.slice(0, shownMax + 1).map((first) => [first]);
  let room = shownMax + 1 - of.length;
  for (const tags of of) {
    if (room <= 0) break;
    const [first] = tags;
    const others = first ? tagsOf(first.repository).slice(1, 1 + room) : [];
    tags.push(...others);
    room -= others.length;
  }
  return of.flat();
}

function shown<Found, Shown>(all: readonly Found[], isCut: boolean, show: (found: Found) => Shown) {
  return { found: all.slice(0, shownMax).map(show), more: all.length > shownMax || isCut };
}
