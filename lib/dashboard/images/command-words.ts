/** A command as one would write it; `null` for none. */
export function commandWords(parts: readonly string[]): string | null {
  if (parts.length === 0) return null;
  return parts.map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : JSON.stringify(part))).join(' ');
}
