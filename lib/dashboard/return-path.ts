const lengthMax = 2_048;
/** A host that nobody has: what resolves to another one leads away. */
const here = 'http://here.invalid';

/** The page of the dashboard where people sign in. */
export const signInPath = '/sign-in';

/**
 * Where to go after signing in, from a text that anybody can put into a link: a path of this dashboard, in the form in
 * which a browser understands it; the first page for everything else, such as another site, a path that a browser would
 * take for one (`//evil.example`, `/\evil.example`), and what is no page.
 */
export function returnPath(text: string | null | undefined): string {
  if (text === null || text === undefined || text.length > lengthMax || !/^\/(?![/\\])/.test(text))
    return '/';
  // Browsers drop tabs and line ends, and what is left may be another thing.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it is about.
  if (/[\u0000-\u001f\u007f\\]/.test(text) || !URL.canParse(text, here)) return '/';
  const url = new URL(text, here);
  if (url.origin !== here || url.pathname.startsWith('//')) return '/';
  if (/^\/(?:api|v2|auth|sign-in|healthz|readyz|metrics|_next)(?:\/|$)/.test(url.pathname)) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}

/** The address of the sign-in page that leads back to a page. @param target its path with its query */
export function signInPathTo(target: string): string {
  const to = returnPath(target);
  return to === '/' ? signInPath : `${signInPath}?to=${encodeURIComponent(to)}`;
}
