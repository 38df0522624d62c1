/** A column of a table for people. */
export interface TableColumn {
  title: string;
  /** Numbers and sizes stand on the right, so that their digits are above each other; `left` when absent. */
  align?: 'left' | 'right';
}

/**
 * A table in plain spaces: a line of titles, then a line for each row, none longer than it must be.
 * @param rows the cells of each row, in the order of the columns; one that is missing stays empty
 */
export function table(columns: TableColumn[], rows: string[][]): string {
  const widths = columns.map(({ title }, at) =>
    rows.reduce((width, row) => Math.max(width, (row[at] ?? '').length), title.length),
  );
  const line = (cells: string[]) =>
    columns
      .map(({ align }, at) => {
        const [cell, width] = [cells[at] ?? '', widths[at] ?? 0];
        return align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [columns.map(({ title }) => title), ...rows].map(line).join('\n');
}
