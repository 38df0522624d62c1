import type { IncomingHttpHeaders } from 'node:http';

/**
 * Where a browser says that a request comes from: a page of this origin, another place, or nowhere. Pages can't set
 * either header that says it.
 *
 * `Sec-Fetch-Site` is the browser's own judgement, which no proxy can spoil; it is not sent over plain HTTP from another
 * machine, and not by old browsers. Then `Origin` must be the public one; a page that hides it sends `null`.
 * @see https://www.w3.org/TR/fetch-metadata/
 * @param publicOrigin as in `Forwarding.publicOrigin`
 */
export function claimedOrigin(
  headers: Pick<IncomingHttpHeaders, 'origin'> & { 'sec-fetch-site'?: string | string[] },
  publicOrigin: string,
): 'same' | 'other' | 'unsaid' {
  const { origin, 'sec-fetch-site': site } = headers;
  if (site !== undefined) return site === 'same-origin' ? 'same' : 'other';
  if (origin === undefined) return 'unsaid';
  return origin === publicOrigin ? 'same' : 'other';
}
