/** The parameters of an address, as a page gets them. */
export type SearchParameters = Record<string, string | string[] | undefined>;

/** Those that say something: a field that was left empty asks for nothing. */
export function filledIn(given: SearchParameters): SearchParameters {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '' && value !== undefined));
}
