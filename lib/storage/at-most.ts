/**
 * How an LRU cache is bounded by the number of its entries. By its `max` it would take the memory of all of them when it
 * is made, which takes longer than everything else at a start.
 */
export function atMost(entries: number) {
  return { maxSize: entries, sizeCalculation: () => 1 };
}
