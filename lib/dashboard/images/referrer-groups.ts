import type { ContentKind } from './content-kinds';
import type { ReferrerTree } from './manifest-contracts';

type Referrer = ReferrerTree['referrers'][number];

/** Referrers of one kind, each with what refers to it in turn. */
export interface ReferrerGroup {
  title: string;
  /** Without what refers to these. */
  count: number;
  referrers: Referrer[];
}

const titles: readonly (readonly [title: string, kinds: readonly ContentKind[]])[] = [
  ['Signatures', ['signature']],
  ['SBOMs', ['sbom']],
  ['Attestations', ['attestation']],
  ['Helm charts', ['helm chart']],
  ['Others', ['artifact', 'image', 'index']],
];

/**
 * What refers to a manifest, by what it is: signatures first. What refers to a referrer stays under it.
 * @param referrers parents before children, as `referrerTree` has them
 */
export function referrerGroups(referrers: readonly Referrer[]): ReferrerGroup[] {
  const groups = titles.map(([title, kinds]) => ({ title, kinds, count: 0, referrers: [] as Referrer[] }));
  let current = groups[0];
  for (const referrer of referrers) {
    if (referrer.depth === 0) {
      current = groups.find(({ kinds }) => kinds.includes(referrer.kind));
      if (current) current.count += 1;
    }
    current?.referrers.push(referrer);
  }
  return groups
    .filter(({ count }) => count > 0)
    .map(({ title, count, referrers: of }) => ({ title, count, referrers: of }));
}
