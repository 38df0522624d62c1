/** A number with what it counts: `1 tag`, `2 tags`. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
