import type { Manifest } from '@/lib/oci/manifest';
import { kindOfManifest } from './content-kind';
import { type ImageMark, imageMarks, markOf } from './content-kinds';

type Fields = Readonly<Record<string, unknown>>;

/** Where clients write of what type the statement in a layer is: BuildKit and `docker scout`, and cosign. */
const predicateAnnotations = ['in-toto.io/predicate-type', 'predicateType'] as const;
const layersMax = 200;

/**
 * What a manifest says of the one that it is about: by its kind, and of attestations by what their layers are annotated
 * with, for an SBOM in one is an SBOM.
 * @param fields of its document
 */
export function marksOfManifest(manifest: Manifest, fields: Fields): ImageMark[] {
  const kind = kindOfManifest(manifest);
  const bundled = textIn(manifest.annotations, 'dev.sigstore.bundle.predicateType');
  if (bundled !== undefined) return [markOfPredicate(bundled)];
  if (kind !== 'attestation') return [markOf(kind)].filter((mark) => mark !== undefined);
  const layers = (Array.isArray(fields.layers) ? fields.layers : []) as { annotations?: Fields }[];
  const marks = layers.slice(0, layersMax).flatMap(({ annotations }) => {
    const types = predicateAnnotations.map((name) => textIn(annotations, name));
    const type = types.find((one) => one !== undefined);
    return type === undefined ? [] : [markOfPredicate(type)];
  });
  return marks.length === 0 ? ['attestation'] : imageMarks.filter((mark) => marks.includes(mark));
}

/** Of what kind a statement is, by the type of its predicate. */
function markOfPredicate(type: string): ImageMark {
  if (/^https:\/\/sigstore\.dev\/cosign\/sign\//.test(type)) return 'signature';
  return /spdx|cyclonedx/i.test(type) ? 'sbom' : 'attestation';
}

function textIn(annotations: Fields | undefined, name: string): string | undefined {
  const value = annotations?.[name];
  return typeof value === 'string' ? value : undefined;
}
