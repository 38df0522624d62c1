/** `system` follows the reader's machine. */
export type Theme = 'system' | 'light' | 'dark';

/** Every theme, in the order of the switch. */
export const themes: readonly Theme[] = ['system', 'light', 'dark'];

/** The cookie that keeps the choice. A cookie, so that the server renders it and no script has to run first. */
export const themeCookie = 'cyberdock-theme';

/** The theme that a cookie's value stands for; `system` for none and for any other value. */
export function parseTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? 'system';
}
