/**
 * Where a key leads in a menu (the menu pattern of the WAI-ARIA practices): around its ends, to one of them, or to the
 * next line that begins with a letter.
 * @param at the line that has the focus; -1 for none
 * @returns the line that gets it; undefined when the key leads nowhere
 */
export function menuStep(words: readonly string[], at: number, key: string): number | undefined {
  const last = words.length - 1;
  switch (key) {
    case 'ArrowDown':
      return at >= last ? 0 : at + 1;
    case 'ArrowUp':
      return at <= 0 ? last : at - 1;
    case 'Home':
      return 0;
    case 'End':
      return last;
    default: {
      const next = [...words.keys()].map((further) => (at + 1 + further) % words.length);
      const begins = (line: number) => words[line]?.toLowerCase().startsWith(key.toLowerCase());
      return key.length === 1 ? next.find(begins) : undefined;
    }
  }
}
