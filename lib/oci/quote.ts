const shownMax = 80;

/**
 * Foreign text as it may stand in a message: in double quotes, ASCII only (control characters, line ends and
 * everything beyond ASCII as `\uXXXX`, so that it can neither forge a log line nor reverse the reading order),
 * and cut after 80 characters.
 */
export function quote(text: string): string {
  const cut = text.length > shownMax ? `${text.slice(0, shownMax)}...` : text;
  return JSON.stringify(cut).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
