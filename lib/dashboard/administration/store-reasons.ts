/** Why a thing in the store stays or goes, in the order in which they are told. */
export const storeReasons = [
  'goes',
  'grace',
  'trash',
  'quarantined',
  'untagged',
  'left',
  'named',
  'tagged',
  'refers',
] as const;
export type StoreReason = (typeof storeReasons)[number];

export const storeSorts = ['-size', 'size'] as const;
