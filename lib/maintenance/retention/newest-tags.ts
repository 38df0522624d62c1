import type { TagState } from './policy';

/**
 * Finds the tags that were pushed last among many, in memory for twice as many as are wanted. Of two that were
 * pushed at the same time, the one that comes later in ASCII order counts as the newer.
 */
export class NewestTags {
  readonly #limit: number;
  #found: Pushed[] = [];
  #isTrimmed = true;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add({ name, pushedAtMs }: TagState): void {
    this.#found.push({ name, pushedAtMs });
    this.#isTrimmed = false;
    if (this.#found.length >= this.#limit * 2) this.#trim();
  }

  /** Whether no more than the limit of those that were added are as new as this one. */
  includes(tag: TagState): boolean {
    this.#trim();
    const oldest = this.#found[this.#limit - 1];
    return oldest === undefined || newestFirst(tag, oldest) <= 0;
  }

  #trim(): void {
    if (this.#isTrimmed) return;
    this.#found = this.#found.sort(newestFirst).slice(0, this.#limit);
    this.#isTrimmed = true;
  }
}

type Pushed = Pick<TagState, 'name' | 'pushedAtMs'>;

function newestFirst(a: Pushed, b: Pushed): number {
  return b.pushedAtMs - a.pushedAtMs || (a.name < b.name ? 1 : a.name > b.name ? -1 : 0);
}
