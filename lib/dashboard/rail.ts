/** The cookie that keeps whether the rail shows icons alone. A cookie, so that the server renders it at once. */
export const railCookie = 'cyberdock-rail';

/** `wide` shows icons and names, `slim` icons alone. */
export type RailWidth = 'wide' | 'slim';

/** The width that a cookie's value stands for. */
export function parseRailWidth(value: string | undefined): RailWidth {
  return value === 'slim' ? 'slim' : 'wide';
}
