const partLengthMax = 64;

/**
 * A platform as people write it: `linux/arm64/v8`, `windows/amd64`. Its parts are what a pusher wrote.
 * @param value of a descriptor (image-spec, image-index.md) or a config (config.md)
 * @returns undefined when it names no system and no architecture
 */
export function platformText(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { os, architecture, variant } = value as Record<string, unknown>;
  const parts = [os, architecture, variant].map((part) =>
    typeof part === 'string' && part !== '' ? part.slice(0, partLengthMax) : undefined,
  );
  if (parts[0] === undefined && parts[1] === undefined) return undefined;
  return [parts[0] ?? 'unknown', parts[1] ?? 'unknown', ...(parts[2] === undefined ? [] : [parts[2]])].join(
    '/',
  );
}
