/** What a manifest is for people: by its media type and the type of its artifact, never by its content. */
export const contentKinds = [
  'image',
  'index',
  'helm chart',
  'signature',
  'sbom',
  'attestation',
  'artifact',
] as const;
export type ContentKind = (typeof contentKinds)[number];

/** What is said of an image by others of its repository. */
export const imageMarks = ['signature', 'sbom', 'attestation'] as const;
export type ImageMark = (typeof imageMarks)[number];

/** A kind as a mark, where it is one. */
export function markOf(kind: ContentKind): ImageMark | undefined {
  return imageMarks.find((mark) => mark === kind);
}
