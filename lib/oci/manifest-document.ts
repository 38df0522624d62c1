import { Invalid } from './invalid';
import { checkJsonShape } from './json-shape';
import {
  isManifestMediaType,
  isSchema1MediaType,
  manifestMediaTypes,
  mediaTypes,
  parseContentType,
} from './media-types';
import { quote } from './quote';

/** The JSON object that a manifest is, with its media type decided; its parts are not checked yet. */
export interface ManifestDocument {
  mediaType: string;
  fields: Readonly<Record<string, unknown>>;
}

/** The fields that decide what a document is. */
const structuralFields = [
  'schemaVersion',
  'mediaType',
  'config',
  'layers',
  'manifests',
  'subject',
  'fsLayers',
];
const structuralByFold = new Map(structuralFields.map((field) => [fold(field), field]));

/**
 * Reads the bytes of a manifest as JSON and decides its media type from the document, with `contentType` (a header
 * with its parameters, or undefined) as a second witness that must agree.
 *
 * The media type follows from the bytes alone: whenever a `Content-Type` is accepted, the same bytes without one
 * give the same media type, so nothing but the bytes need be kept. That is why the Docker types must be named in
 * the document. Throws `Invalid` MANIFEST_INVALID.
 */
export function parseManifestDocument(bytes: Uint8Array, contentType?: string): ManifestDocument {
  const pushedAs = parseContentType(contentType);
  if (isSchema1MediaType(pushedAs)) throw schema1();
  if (pushedAs !== '' && !isManifestMediaType(pushedAs)) {
    throw invalidManifest(
      `the Content-Type ${quote(pushedAs)} is not that of a manifest: use ${manifestMediaTypes.join(', ')}`,
    );
  }
  const fields = parseFields(bytes);
  checkSchemaVersion(fields);
  checkNothingContradicts(fields);
  const named = readMediaType(fields);
  const mediaType = named ?? inferMediaType(fields);
  if (pushedAs !== '' && pushedAs !== mediaType) {
    throw invalidManifest(
      named
        ? `the document names the mediaType ${named} but was pushed with the Content-Type ${pushedAs}: use the same for both`
        : `the document was pushed with the Content-Type ${pushedAs} but reads as ${mediaType}: name its mediaType in the document, or correct the Content-Type`,
    );
  }
  return { mediaType, fields };
}

/** An error about a manifest. */
export function invalidManifest(message: string, cause?: unknown): Invalid {
  return new Invalid('MANIFEST_INVALID', message, { cause });
}

function schema1(): Invalid {
  return invalidManifest(
    'Docker image manifest schema 1 is not supported: push the image with Docker 1.10 or newer, which writes schema 2',
  );
}

function parseFields(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw invalidManifest('the manifest is not valid UTF-8: encode it as UTF-8', cause);
  }
  if (text.startsWith('\ufeff')) {
    throw invalidManifest('the manifest begins with a byte order mark: send it without');
  }
  checkJsonShape(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalidManifest('the manifest is not valid JSON: send one JSON object', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidManifest('the manifest is not a JSON object: send one JSON object');
  }
  return value as Record<string, unknown>;
}

function checkSchemaVersion(fields: Record<string, unknown>): void {
  if (fields.schemaVersion === 1) throw schema1();
  if (fields.schemaVersion !== 2) {
    throw invalidManifest('the manifest needs the schemaVersion 2: set "schemaVersion": 2');
  }
}

/**
 * Refuses what one client reads as an image and another as an index (CVE-2021-41190), and fields that differ from
 * a structural one only by case: the JSON decoder of Go, which most clients use, takes `Layers` for `layers`.
 */
function checkNothingContradicts(fields: Record<string, unknown>): void {
  for (const field of Object.keys(fields)) {
    const structural = structuralByFold.get(fold(field));
    if (structural !== undefined && structural !== field) {
      throw invalidManifest(
        `the field ${quote(field)} can be mistaken for ${quote(structural)}: write it as that`,
      );
    }
  }
  if ('fsLayers' in fields) {
    throw invalidManifest('the manifest has the field "fsLayers" of schema 1: remove it');
  }
  if ('manifests' in fields && ('config' in fields || 'layers' in fields)) {
    throw invalidManifest(
      'the manifest has the fields of an image (config, layers) and of an index (manifests): keep only one kind',
    );
  }
}

function fold(field: string): string {
  return field.toUpperCase().toLowerCase();
}

function readMediaType({ mediaType }: Record<string, unknown>): string | undefined {
  if (mediaType === undefined) return undefined;
  if (typeof mediaType !== 'string' || !isManifestMediaType(mediaType)) {
    if (typeof mediaType === 'string' && isSchema1MediaType(mediaType)) throw schema1();
    const shown = typeof mediaType === 'string' ? `${quote(mediaType)} ` : '';
    throw invalidManifest(
      `the mediaType ${shown}in the document is not that of a manifest: use ${manifestMediaTypes.join(', ')}`,
    );
  }
  return mediaType;
}

/** The type of a document that does not name one. Only the OCI types may be left out. */
function inferMediaType(fields: Record<string, unknown>): string {
  if ('manifests' in fields) return mediaTypes.ociIndex;
  if ('config' in fields && 'layers' in fields) return mediaTypes.ociManifest;
  throw invalidManifest(
    'the document names no mediaType and is neither an image (config and layers) nor an index (manifests): complete it',
  );
}
