import { RegistryError } from './registry-error';

/** What a page holds at most, and by default. */
export const pageEntriesMax = 10_000;

/**
 * How many entries a client wants, from `n`; more than a page may hold is cut to that, and a `Link` follows.
 * @param fallback when the client does not say
 * @throws RegistryError PAGINATION_NUMBER_INVALID
 */
export function parsePageSize(query: URLSearchParams, fallback: number): number {
  const n = query.get('n');
  if (n === null || n === '') return fallback;
  if (!/^\d+$/.test(n)) {
    throw new RegistryError('PAGINATION_NUMBER_INVALID', {
      message: `n must be a whole number, 0 or more: ${n.slice(0, 40)}`,
    });
  }
  return Math.min(Number(n), pageEntriesMax);
}

/** The `Link` header of a page that others follow (distribution-spec, "Listing Tags"; RFC 5988): a path. */
export function nextLink(
  path: string,
  query: Record<string, string | number | undefined>,
): Record<string, string> {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) parameters.set(name, String(value));
  return { Link: `<${path}?${parameters}>; rel="next"` };
}
