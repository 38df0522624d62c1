import { HttpConnection, headerOf } from '../load/http-connection';
import { expectStatus } from '../load/registry-client';

/**
 * Lists everything from page to page, as clients do: a server that notices on the first read what was put into its
 * folders has noticed it all then.
 * @param key the name of the list in the answers: `repositories` or `tags`
 * @returns how many entries there are
 * @throws if a page is not answered with 200
 */
export async function listAll(url: string, firstPage: string, key: string): Promise<number> {
  const connection = new HttpConnection(url);
  let count = 0;
  try {
    for (let path: string | undefined = firstPage; path !== undefined; ) {
      let text = '';
      const onBody = (piece: Buffer) => {
        text += piece.toString('latin1'); // Names are ASCII.
      };
      const answer = await expectStatus(connection, { method: 'GET', path, onBody }, 200);
      count += (JSON.parse(text) as Record<string, unknown[]>)[key]?.length ?? 0;
      path = /<([^>]+)>; *rel="?next/.exec(headerOf(answer, 'Link') ?? '')?.[1];
    }
  } finally {
    connection.close();
  }
  return count;
}
