const bytesPerRow = 16;

/** A row of bytes as people look at them. */
export interface HexRow {
  /** Where it begins, in eight hexadecimal figures. */
  offset: string;
  /** Up to 16 bytes in two groups: `7f 45 4c 46 02 01 01 00  00 00 …`. */
  hex: string;
  /** The same as ASCII, with a dot for what is no sign. */
  text: string;
}

/** Bytes as rows of 16. @param from where the first byte stands in the file */
export function hexRows(bytes: Uint8Array, from = 0): HexRow[] {
  const rows: HexRow[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerRow) {
    const part = [...bytes.subarray(at, at + bytesPerRow)];
    const groups = [part.slice(0, 8), part.slice(8)].map((group) => group.map(hexOf).join(' '));
    rows.push({
      offset: (from + at).toString(16).padStart(8, '0'),
      hex: groups.filter((group) => group !== '').join('  '),
      text: part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
    });
  }
  return rows;
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
