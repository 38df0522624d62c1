/** How many hues digests are spread over; as many as `app/globals.css` has rules for, 15 degrees apart. */
export const hueCount = 24;

const charactersShown = 12;

/** What a digest looks like wherever it appears. */
export interface DigestFace {
  /** `sha256:`, shown dimmed. */
  prefix: string;
  /** The first 12 characters of the hash. */
  short: string;
  /** From 0 to `hueCount - 1`, taken from the hash, so it is the same everywhere and for everyone. */
  hue: number;
}

/** The short form and the hue of a digest such as `sha256:9f86d081...`. */
export function digestFace(digest: string): DigestFace {
  const colon = digest.indexOf(':') + 1;
  const hash = digest.slice(colon);
  // The last 16 bits: two digests whose short forms look alike still differ in hue.
  const bits = Number.parseInt(hash.slice(-4), 16);
  return {
    prefix: digest.slice(0, colon),
    short: hash.slice(0, charactersShown),
    hue: Number.isNaN(bits) ? 0 : bits % hueCount,
  };
}
