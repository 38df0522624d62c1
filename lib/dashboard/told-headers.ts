/*
 * What the middleware is told of a request. It runs in Next's edge runtime, without a database and without the
 * configuration; the server sets these headers on each request, and takes away what a client made up.
 */

/** The origin under which the client reaches this server: `https://registry.example.com`. */
export const originHeader = 'x-cyberdock-origin';

/** `closed` when nobody may look at anything without signing in. */
export const gateHeader = 'x-cyberdock-gate';
