import type { SoftwarePackage } from '../artifacts/artifact-contracts';
import type { PackageChange, PackageComparison } from './compare-contracts';

/** Changes that are told. */
export const changesMax = 2_000;

/**
 * What two lists of packages have differently. A package may be there in several versions at once, as those of npm are: it
 * changed when the versions are not the same ones.
 */
export function packageChanges(
  a: readonly SoftwarePackage[],
  b: readonly SoftwarePackage[],
): Pick<PackageComparison, 'changes' | 'counts'> {
  const [from, to] = [grouped(a), grouped(b)];
  const counts = { added: 0, removed: 0, changed: 0, same: 0 };
  const changes: PackageChange[] = [];
  for (const [key, { name, type }] of new Map([...from, ...to])) {
    const [before, after] = [versionsOf(from.get(key)), versionsOf(to.get(key))];
    if (before === after) counts.same += 1;
    else if (before === null) counts.added += 1;
    else if (after === null) counts.removed += 1;
    else counts.changed += 1;
    if (before !== after) changes.push({ name, type, from: before, to: after });
  }
  changes.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
  return { changes: changes.slice(0, changesMax), counts };
}

interface Versions {
  name: string;
  type: string;
  versions: Set<string>;
}

function grouped(packages: readonly SoftwarePackage[]): Map<string, Versions> {
  const groups = new Map<string, Versions>();
  for (const { name, type, version } of packages) {
    const key = `${type}\n${name}`;
    const group = groups.get(key) ?? { name, type, versions: new Set<string>() };
    group.versions.add(version);
    groups.set(key, group);
  }
  return groups;
}

function versionsOf(group: Versions | undefined): string | null {
  return group ? [...group.versions].sort().join(', ') : null;
}
