import type { Manifest } from '@/lib/oci/manifest';
import { parseManifestDocument } from '@/lib/oci/manifest-document';
import { manifestBytesUsual, type StoredManifest } from '@/lib/storage/stored-manifest';
import { DashboardProblem } from '../dashboard-problem';
import { sizeText } from '../size-words';

/**
 * A larger manifest is not parsed for a page or a list, whatever pushes may be of and whoever put it there: a few
 * mebibytes of JSON hold the server up for longer than anybody reads of them.
 */
const manifestBytesShown = manifestBytesUsual;

/** A manifest that is shown: what it says, and the fields of its JSON. */
export interface ShownManifest {
  bytes: Buffer;
  manifest: Manifest;
  fields: Readonly<Record<string, unknown>>;
}

/** What a manifest says; undefined when it is not there, is no manifest, or is larger than what is shown. */
export function shownManifest(stored: StoredManifest | undefined): ShownManifest | undefined {
  if (!stored || stored.bytes.length > manifestBytesShown) return undefined;
  const manifest = stored.readable;
  if (!manifest) return undefined;
  return { bytes: stored.bytes, manifest, fields: parseManifestDocument(stored.bytes).fields };
}

/**
 * As `shownManifest`, for a page about the manifest.
 * @throws DashboardProblem 413 when it is larger than what is shown
 */
export function requireShown(stored: StoredManifest | undefined): ShownManifest | undefined {
  if (stored && stored.bytes.length > manifestBytesShown)
    throw new DashboardProblem(
      413,
      `This manifest has ${sizeText(stored.bytes.length)}. Manifests of up to ${sizeText(manifestBytesShown)} are read here. It can be pulled by its digest.`,
    );
  return shownManifest(stored);
}
