/** The error codes of the distribution specification that a malformed word can be answered with. */
export type InvalidCode = 'NAME_INVALID' | 'TAG_INVALID' | 'DIGEST_INVALID' | 'MANIFEST_INVALID';

/**
 * What the client sent is not a name, tag, digest or manifest. The message tells the person at the other end
 * what to change; it is ASCII and short whatever was sent, so it may go into an answer and into a log as it is.
 */
export class Invalid extends Error {
  override readonly name = 'Invalid';

  constructor(
    readonly code: InvalidCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
