/** A row is as long as this at most: a script of a mebibyte may be one line. */
const rowLengthMax = 500;

/** A row of a text as it is shown. */
export interface TextRow {
  /** Of the line that begins here; null where a long line goes on. */
  line: number | null;
  text: string;
}

/** A text in rows of one height: its lines, and what is too long for a row in several. */
export function textRows(text: string): TextRow[] {
  const lines = text.split(/\r\n|\n|\r/);
  // What ends with a line end has no empty line after it.
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  const rows: TextRow[] = [];
  for (const [at, line] of lines.entries()) {
    if (line.length <= rowLengthMax) rows.push({ line: at + 1, text: line });
    else for (const part of partsOf(line)) rows.push({ line: part.isFirst ? at + 1 : null, text: part.text });
  }
  return rows;
}

function* partsOf(line: string): Generator<{ isFirst: boolean; text: string }> {
  let from = 0;
  while (from < line.length) {
    let to = from + rowLengthMax;
    // Not between the two halves of one character.
    if (to < line.length && /[\ud800-\udbff]/.test(line.charAt(to - 1))) to += 1;
    yield { isFirst: from === 0, text: line.slice(from, to) };
    from = to;
  }
}
