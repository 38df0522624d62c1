/**
 * Characters that are not seen, or that make a text be read otherwise than it is written: controls, and those that turn
 * the direction of writing (Unicode, Bidi_Control) or have no width. Line ends and tabs are what they are.
 */
const unseen = /(?![\n\r\t])[\p{Cc}\p{Bidi_Control}\u200b\u2028\u2029\u2060\ufeff]/gu;

/** A text that somebody else wrote, with what would not be seen written out: `\u{202e}`. */
export function plainText(text: string): string {
  return text.replace(unseen, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The address of a link that a stranger wrote; `undefined` unless it is one of the web. */
export function webAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.username === '' && url.password === '' ? url.href : undefined;
}
