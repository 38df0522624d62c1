import { annotationsSchema, type Descriptor, parseDescriptor } from './descriptor';
import { type Digest, isDigest, parseDigest } from './digest';
import { Invalid } from './invalid';
import { invalidManifest, parseManifestDocument } from './manifest-document';
import { isIndexMediaType, isManifestMediaType, isNondistributable } from './media-types';

/** Content that a manifest names. `size` is in bytes, as the manifest claims it. */
export interface ManifestReference {
  /** `manifest` is a child in the manifest store; `config` and `layer` are blobs. */
  kind: 'config' | 'layer' | 'manifest';
  digest: Digest;
  size: number;
  mediaType: string;
  /** False for nondistributable layers, which may be missing. */
  required: boolean;
}

/** What the registry needs to know of a manifest. */
export interface Manifest {
  mediaType: string;
  kind: 'image' | 'index';
  /** In the order of the document, a config first; the same digest may come several times. */
  references: ManifestReference[];
  /** The manifest that this one refers to. It need not exist. */
  subject?: { digest: Digest; size: number; mediaType: string };
  /** As listings of referrers show it: the manifest's own, else for an image the media type of its config. */
  artifactType?: string;
  annotations?: Record<string, string>;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a manifest: an image manifest or an index, of OCI or Docker (image-spec, manifest.md and image-index.md).
 * `contentType` is the `Content-Type` it was pushed with, parameters and all, or undefined; it never changes the
 * result, it can only be refused (see `parseManifestDocument`).
 *
 * Unknown fields, artifact types, and media types of configs, layers and children are accepted. A child of an
 * index whose type is not that of a manifest counts as a blob: BuildKit keeps its cache in such an index.
 * A nondistributable layer with a digest that cannot be stored here is left out of `references`.
 *
 * Throws `Invalid` MANIFEST_INVALID.
 */
export function parseManifest(bytes: Uint8Array, contentType?: string): Manifest {
  const { mediaType, fields } = parseManifestDocument(bytes, contentType);
  const subject = fields.subject == null ? undefined : readContent(fields.subject, 'subject');
  const annotations = readAnnotations(fields);
  const artifactType = readArtifactType(fields);
  if (isIndexMediaType(mediaType)) {
    const references = readReferences(fields, 'manifests');
    return { mediaType, kind: 'index', references, subject, artifactType, annotations };
  }
  const config = readContent(fields.config, 'config');
  const layers = readReferences(fields, 'layers');
  return {
    mediaType,
    kind: 'image',
    references: [{ kind: 'config', ...config, required: true }, ...layers],
    subject,
    artifactType: artifactType ?? config.mediaType,
    annotations,
  };
}

function readReferences(fields: Fields, field: 'layers' | 'manifests'): ManifestReference[] {
  const list = fields[field];
  if (!Array.isArray(list)) {
    throw invalidManifest(
      `the manifest needs the field ${field}: set it to a list of descriptors, which may be empty`,
    );
  }
  const references: ManifestReference[] = [];
  for (const [index, entry] of list.entries()) {
    const place = `${field}[${index}]`;
    const descriptor = parseDescriptor(entry, place);
    const required = !isNondistributable(descriptor.mediaType);
    if (!required && !isDigest(descriptor.digest)) continue;
    const kind = field === 'manifests' && isManifestMediaType(descriptor.mediaType) ? 'manifest' : 'layer';
    references.push({ kind, ...toContent(descriptor, place), required });
  }
  return references;
}

/** A descriptor of content whose digest must be of a supported algorithm. */
function readContent(value: unknown, place: string): { digest: Digest; size: number; mediaType: string } {
  if (value === undefined)
    throw invalidManifest(`the manifest needs the field ${place}: set it to a descriptor`);
  return toContent(parseDescriptor(value, place), place);
}

function toContent({ digest, size, mediaType }: Descriptor, place: string) {
  try {
    return { digest: parseDigest(digest), size, mediaType };
  } catch (cause) {
    if (cause instanceof Invalid)
      throw invalidManifest(`correct the descriptor ${place}: ${cause.message}`, cause);
    throw cause;
  }
}

function readAnnotations({ annotations }: Fields): Record<string, string> | undefined {
  const result = annotationsSchema.safeParse(annotations);
  if (result.success) return result.data;
  throw invalidManifest(
    'the annotations of the manifest are not an object whose values are all strings: correct them',
  );
}

/** The empty string counts as absent, as clients written in Go leave it out. */
function readArtifactType({ artifactType }: Fields): string | undefined {
  if (artifactType == null || artifactType === '') return undefined;
  if (typeof artifactType === 'string') return artifactType;
  throw invalidManifest('the artifactType of the manifest is not a string: write it as a media type');
}
