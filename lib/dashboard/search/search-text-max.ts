/** The longest text that is searched for: a whole reference fits, with its host, tag and digest. */
export const searchTextMax = 640;
