/** What the first bytes of a file say that it is. */
const kinds: readonly (readonly [kind: string, start: string, at?: number])[] = [
  ['ELF', '\x7fELF'],
  ['PE (Windows program)', 'MZ'],
  ['Mach-O', '\xcf\xfa\xed\xfe'],
  ['WebAssembly', '\0asm'],
  ['Java class', '\xca\xfe\xba\xbe'],
  ['gzip', '\x1f\x8b'],
  ['zstd', '\x28\xb5\x2f\xfd'],
  ['xz', '\xfd7zXZ\0'],
  ['bzip2', 'BZh'],
  ['zip', 'PK\x03\x04'],
  ['tar', 'ustar', 257],
  ['ar (Debian package, static library)', '!<arch>\n'],
  ['RPM package', '\xed\xab\xee\xdb'],
  ['SQLite database', 'SQLite format 3\0'],
  ['PNG', '\x89PNG\r\n\x1a\n'],
  ['JPEG', '\xff\xd8\xff'],
  ['GIF', 'GIF8'],
  ['PDF', '%PDF-'],
  ['script', '#!'],
];

/** What the bytes of a file say that it is, by how they begin; null when they say nothing. */
export function contentKindOf(bytes: Buffer): string | null {
  const start = bytes.toString('latin1', 0, 300);
  return kinds.find(([, magic, at = 0]) => start.startsWith(magic, at))?.[0] ?? null;
}

/** Bytes as text; undefined when they are none. @param isWhole whether nothing follows, so that no character may be cut */
export function textOfBytes(bytes: Buffer, isWhole: boolean): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return decoder.decode(bytes, { stream: !isWhole });
  } catch {
    return undefined; // It is no UTF-8.
  }
}
