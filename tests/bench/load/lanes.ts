import { HttpConnection } from './http-connection';

/** Runs `work` once for each item, in order, on so many connections at once, and closes the connections. */
export async function runOnConnections<Item>(
  url: string,
  connections: number,
  items: readonly Item[],
  work: (connection: HttpConnection, item: Item) => Promise<void>,
  readBufferBytes?: number,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    const connection = new HttpConnection(url, readBufferBytes);
    try {
      while (next < items.length) await work(connection, items[next++] as Item);
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(connections, items.length) }, lane));
}
