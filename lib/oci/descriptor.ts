import { z } from 'zod';
import { Invalid } from './invalid';

const digestGrammar = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/;

/** Whether the value is an object whose every value is a string. It stops at the first that is not. */
export function isStringMap(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((entry) => typeof entry === 'string');
}

function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

/** `null` is what some encoders write for a field that is not there. */
function optional<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** An optional map of strings to strings (image-spec, annotations.md). */
export const annotationsSchema = optional(
  // Not z.record: it would collect a problem for each of a million wrong entries.
  z.custom<Record<string, string>>(isStringMap, 'expected an object whose values are all strings'),
);

/**
 * A descriptor (image-spec, descriptor.md). Fields that are not in the specification are kept. The digest is held
 * to the grammar only: whether its algorithm is supported matters only for content that must be here.
 */
export const descriptorSchema = z.looseObject({
  mediaType: z.string().min(1),
  digest: z.string().max(1024).regex(digestGrammar, 'expected a digest such as sha256:<64 characters>'),
  size: z.int().nonnegative(),
  annotations: annotationsSchema,
  artifactType: optional(z.string()),
  urls: optional(z.custom<string[]>(isStringList, 'expected a list of strings')),
  data: optional(z.string()),
  platform: optional(z.looseObject({})),
});

/** What `descriptorSchema` gives: at least a media type, a digest of any algorithm, and a size in bytes. */
export type Descriptor = z.infer<typeof descriptorSchema>;

/**
 * Reads one descriptor of a manifest; `place` says where it stands, such as `layers[2]`. Throws `Invalid`
 * MANIFEST_INVALID with the place and the problem.
 */
export function parseDescriptor(value: unknown, place: string): Descriptor {
  const result = descriptorSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = [place, ...(issue?.path ?? [])].join('.');
  throw new Invalid(
    'MANIFEST_INVALID',
    `correct the descriptor ${path}: ${issue?.message ?? 'it is malformed'}`,
  );
}
