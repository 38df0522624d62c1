import type { Manifest } from '@/lib/oci/manifest';
import { mediaTypes } from '@/lib/oci/media-types';

/** Where a key and its value stand: in the config of an image, or in a manifest itself. */
export type LabelKind = 'label' | 'annotation';

/** A label or an annotation as it is searched for. */
export interface Label {
  kind: LabelKind;
  key: string;
  value: string;
}

/** Of one manifest that are searched for, of each kind: whoever pushes may write very many. */
export const labelsMax = 100;
/** A longer key is not searched for, in characters. */
export const keyLengthMax = 256;
/** Of a longer value its beginning is searched for, in characters. */
export const valueLengthMax = 256;
/** A config of more bytes is not read: those of images have a few thousand. */
export const configBytesMax = 256 * 1024;

const imageConfigs: readonly string[] = [mediaTypes.ociConfig, mediaTypes.dockerConfig];

/** The config that may have labels: that of an image, of a size that is read. */
export function labelledConfig({ references }: Manifest): Manifest['references'][number] | undefined {
  return references.find(
    ({ kind, mediaType, size }) =>
      kind === 'config' && imageConfigs.includes(mediaType) && size <= configBytesMax,
  );
}

/**
 * What a manifest and its config say of themselves, within limits of number and length.
 * @param config its bytes, where it was read
 */
export function labelsOf({ annotations = {} }: Manifest, config: Buffer | undefined): Label[] {
  return [...read('annotation', annotations), ...read('label', config ? configLabels(config) : {})];
}

/** A value as it is kept and searched for. */
export function searchedValue(value: string): string {
  // Half of a character, which a cut may leave, is no text.
  return Buffer.from(value.slice(0, valueLengthMax)).toString('utf8');
}

function read(kind: LabelKind, from: object): Label[] {
  const labels: Label[] = [];
  for (const [key, value] of Object.entries(from)) {
    if (labels.length === labelsMax) break;
    if (typeof value !== 'string' || key === '' || key.length > keyLengthMax) continue;
    // A text of the database ends at NUL for some of its functions.
    if (key.includes('\0') || value.includes('\0')) continue;
    labels.push({ kind, key: searchedValue(key), value: searchedValue(value) });
  }
  return labels;
}

/** `config.Labels` of an image (image-spec, config.md); nothing of a config that is none. */
function configLabels(bytes: Buffer): object {
  try {
    const labels = (JSON.parse(bytes.toString('utf8')) as { config?: { Labels?: unknown } } | null)?.config
      ?.Labels;
    return typeof labels === 'object' && labels !== null && !Array.isArray(labels) ? labels : {};
  } catch {
    return {}; // A config may be anything.
  }
}
