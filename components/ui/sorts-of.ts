/**
 * How the heads of a table's columns sort it.
 * @param current how the table is sorted: the name of an order, with `-` for the largest first
 * @param hrefOf the address of the table in an order
 * @returns what `SortHeader` needs for a column with two orders; the first is the one that it leads to first
 */
export function sortsOf<Sort extends string>(current: Sort, hrefOf: (sort: Sort) => string) {
  const direction = current.startsWith('-') ? ('descending' as const) : ('ascending' as const);
  return (first: Sort, second: Sort) => ({
    sorted: current === first || current === second ? direction : undefined,
    href: hrefOf(current === first ? second : first),
  });
}
