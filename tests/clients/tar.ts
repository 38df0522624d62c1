/**
 * The header of a regular file in a tar archive (ustar), 512 bytes.
 * @param name at most 100 bytes of ASCII.
 * @param bytes the size of the file, below 8 GiB.
 */
export function tarHeader(name: string, bytes: number): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100, 'ascii');
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  // The checksum counts itself as eight blanks.
  header.write('        0', 148);
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** How many zero bytes follow a file of this size, so that the next header starts at a multiple of 512. */
export function tarPadding(bytes: number): number {
  return (512 - (bytes % 512)) % 512;
}

/** The two empty blocks that end an archive. */
export const tarEnd = Buffer.alloc(1024);

/** A tar archive of these files. */
export function tar(files: Record<string, string | Buffer>): Buffer {
  const parts = Object.entries(files).flatMap(([name, content]) => {
    const bytes = Buffer.from(content);
    return [tarHeader(name, bytes.length), bytes, Buffer.alloc(tarPadding(bytes.length))];
  });
  return Buffer.concat([...parts, tarEnd]);
}
