/**
 * What a token can be narrowed to. It is `actions` of `lib/auth` once more, and a test says so: what that stands on is not
 * for a browser.
 */
export const tokenActions = ['pull', 'push', 'retag', 'delete', 'administer'] as const;
export type TokenAction = (typeof tokenActions)[number];
