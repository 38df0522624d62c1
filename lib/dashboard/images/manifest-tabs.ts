import type { ManifestView } from './manifest-contracts';

/** The parts of the page of a manifest. */
export const manifestTabs = ['overview', 'content', 'layers', 'files', 'config', 'referrers', 'raw'] as const;
export type ManifestTab = (typeof manifestTabs)[number];

/** The part that a segment of an address names. */
export function parseManifestTab(text: string): ManifestTab | undefined {
  return manifestTabs.find((tab) => tab === text);
}

/** The parts that a manifest has: an index has no layers of its own, an artifact may have no config, and files of its own instead. */
export function tabsOf({
  kind,
  config,
  layers,
}: Pick<ManifestView, 'kind' | 'config' | 'layers'>): ManifestTab[] {
  return manifestTabs.filter(
    (tab) =>
      (tab !== 'content' || (kind !== 'image' && kind !== 'index')) &&
      (tab !== 'layers' || layers.length > 0 || kind === 'image') &&
      (tab !== 'files' || (kind === 'image' && layers.length > 0)) &&
      (tab !== 'config' || config !== null),
  );
}
