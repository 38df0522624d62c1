/** What somebody asked to change about identities can't be done; the message says what to do instead. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
}
