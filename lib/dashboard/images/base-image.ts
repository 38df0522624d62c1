/** What an image was built on, as it says itself. */
export interface BaseImage {
  /** `registry.example/library/debian:12`; undefined where it names a digest alone. */
  name: string | undefined;
  /** A digest, or whatever was written in its place. */
  digest: string | undefined;
}

const prefix = 'org.opencontainers.image.base.';

/**
 * What the annotations of a manifest tell of its base image (image specification, "Annotations"); undefined when they tell
 * nothing. Labels of the same names are not looked at: those of the base are handed down, and tell of the base of the base.
 */
export function baseImageOf(annotations: readonly { name: string; value: string }[]): BaseImage | undefined {
  const told = (what: string) => annotations.find(({ name }) => name === prefix + what)?.value || undefined;
  const [name, digest] = [told('name'), told('digest')];
  return name === undefined && digest === undefined ? undefined : { name, digest };
}
