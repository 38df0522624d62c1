/*
 * What parameters of an address say, for pages that read their own address: by hand, since a contract is not loaded
 * before something is asked for. What is read so, the contract of the question takes.
 */

/** Which of some texts a parameter is; undefined when it is none of them. */
export function oneOf<Text extends string>(texts: readonly Text[], given: unknown): Text | undefined {
  return texts.find((text) => text === given);
}

/** The text of a parameter; undefined when it is none, empty, or longer than it can be. */
export function textUpTo(lengthMax: number, given: unknown): string | undefined {
  return typeof given === 'string' && given !== '' && given.length <= lengthMax ? given : undefined;
}

/** The text of a parameter that has a form; undefined when it has not. */
export function textOfForm(form: RegExp, given: unknown): string | undefined {
  return typeof given === 'string' && form.test(given) ? given : undefined;
}
