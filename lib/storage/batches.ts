/** A list in parts of at most this length, in its order. */
export function* batchesOf<T>(list: readonly T[], length: number): Generator<T[]> {
  for (let at = 0; at < list.length; at += length) yield list.slice(at, at + length);
}

/** What comes, in parts of this length; the last may be shorter, and is never empty. */
export async function* batchesFrom<T>(items: AsyncIterable<T>, length: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < length) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
