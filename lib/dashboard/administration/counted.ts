const grouped = new Intl.NumberFormat('en');

/** A number of things: `1 tag`, `4,312 tags`, `2 repositories`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped.format(count)} ${count === 1 ? one : many}`;
}
