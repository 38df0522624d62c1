import type { Digest } from '@/lib/oci/digest';
import type { Manifest } from '@/lib/oci/manifest';
import { mediaTypes } from '@/lib/oci/media-types';
import { configView } from '../images/config-view';
import { type IndexChild, indexChildren } from '../images/index-children';
import { layerCommands } from '../images/layer-commands';
import type { ConfigView } from '../images/manifest-contracts';
import { readConfig } from '../images/read-config';
import { requireShown } from '../images/shown-manifest';
import type { RepositoryScope } from '../repository-scope';

const childrenMax = 500;

/** A manifest as it is compared. */
export interface SideContent {
  scope: RepositoryScope;
  digest: Digest;
  manifest: Manifest;
  /** Of an index. */
  children: IndexChild[];
  config: ConfigView | null;
  commands: (string | null)[];
  /** What each layer is unpacked (image-spec, config.md, "rootfs"); null where the config does not say. */
  diffIds: (string | null)[];
}

/**
 * Reads a manifest and its config; `undefined` when the repository does not hold it, or it is no manifest.
 * @throws DashboardProblem 413 when it is larger than what is shown
 */
export async function readSide(scope: RepositoryScope, digest: Digest): Promise<SideContent | undefined> {
  const { storage, repository } = scope;
  const stored = await storage.manifests.read(repository, digest);
  const shown = requireShown(stored);
  if (!shown) return undefined;
  const { manifest, fields } = shown;
  const { children } = indexChildren(manifest.kind === 'index' ? fields.manifests : [], childrenMax);
  const named = manifest.references.find(({ kind }) => kind === 'config');
  const document =
    named && named.mediaType !== mediaTypes.empty
      ? await readConfig(storage, repository, named.digest)
      : undefined;
  const count = manifest.references.filter(({ kind }) => kind === 'layer').length;
  const { commands } = layerCommands(document?.history, count);
  return {
    scope,
    digest,
    manifest,
    children,
    config: document ? configView(document) : null,
    commands: commands.map(({ command }) => command),
    diffIds: diffIdsOf(document?.rootfs, count),
  };
}

/** What a config says of as many layers as there are; nothing of any when it says it of more or fewer. */
function diffIdsOf(rootfs: unknown, layers: number): (string | null)[] {
  const ids =
    typeof rootfs === 'object' && rootfs !== null && 'diff_ids' in rootfs ? rootfs.diff_ids : undefined;
  if (!Array.isArray(ids) || ids.length !== layers) return Array.from({ length: layers }, () => null);
  return ids.map((id: unknown) => (typeof id === 'string' ? id : null));
}
