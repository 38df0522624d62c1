/** What may stand in a query as it is, so that people can read and write an address (RFC 3986, section 3.4). */
const readable = /%(?:2F|3A|40)/g;

/** The page that compares two manifests. @param a a reference as in `ImageReference`, as `b` */
export function comparePath(a: string, b: string, platform?: string): string {
  const query = new URLSearchParams({ a, b });
  if (platform) query.set('platform', platform);
  return `/compare?${query.toString().replace(readable, decodeURIComponent)}`;
}
