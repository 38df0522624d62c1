/**
 * Whether an error is of a class, by its name. The routes are other instances of every module than the server, and so of
 * every class: `instanceof` would not know what the server throws.
 */
export function isNamed<Named extends Error>(error: unknown, name: Named['name']): error is Named {
  return error instanceof Error && error.name === name;
}
