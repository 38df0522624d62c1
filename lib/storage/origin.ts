/** Why a tag or a manifest was changed. */
export type Cause =
  | 'push'
  | 'delete'
  | 'rollback'
  | 'retag'
  | 'restore'
  | 'retention'
  | 'collection'
  | 'repair'
  | 'import'
  | 'found on disk';

/** Who changes something, why, and from where: what the history of a tag and the trash remember. */
export interface Origin {
  /** The principal: a user's name, or what did it by itself, as `collection`. */
  actor: string;
  cause: Cause;
  /** The client's IP address. */
  address?: string;
  /** The client program, as its `User-Agent` has it. */
  client?: string;
  /** Told of the tags that the change made (no `from`), moved, or removed (no `to`), once that is recorded. */
  onMoved?: (moves: readonly { tag: string; from?: string; to?: string }[]) => void;
}

/** A change that nobody here made: it was found when a folder was read again. */
export const foundOnDisk: Origin = { actor: 'unknown', cause: 'found on disk' };
