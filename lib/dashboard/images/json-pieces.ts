/** A piece of a text: plain, or a digest that stands in it. */
export interface JsonPiece {
  text: string;
  digest: boolean;
}

const shownMax = 256 * 1024;
const digestForm = /((?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))/;

/** A JSON text for reading: on several lines, up to 256 KiB, cut at its digests. */
export function jsonPieces(text: string): { pieces: JsonPiece[]; cutCharacters: number } {
  const readable = text.includes('\n') ? text : indented(text);
  const shown = readable.slice(0, shownMax);
  const pieces = shown
    .split(digestForm)
    .map((piece, at) => ({ text: piece, digest: at % 2 === 1 }))
    .filter((piece) => piece.text !== '');
  return { pieces, cutCharacters: readable.length - shown.length };
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
