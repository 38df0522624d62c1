/** The parameters of an address, as a page gets them. */
export type SearchParameters = Record<string, string | string[] | undefined>;
