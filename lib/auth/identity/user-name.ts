/** What the name of a user, a group or a robot may be. */
const name = /^[a-z0-9]+(?:[._@-]+[a-z0-9]+)*$/;
export const nameLengthMax = 64;
export const namesAllowed = `lower-case letters and digits, joined by . _ - or @, at most ${nameLengthMax} characters`;

/** They stand for somebody else, or for nobody, in rules and in logs. */
const reserved: ReadonlySet<string> = new Set(['anonymous', 'everyone', 'signed-in', 'server', 'collection']);

/** Whether somebody may be called so. */
export function isName(text: string): boolean {
  return text.length <= nameLengthMax && name.test(text) && !reserved.has(text);
}
