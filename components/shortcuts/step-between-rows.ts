/** Below the top bar, in pixels. */
const topPx = 48;

/**
 * Moves the focus to the link of the row after or before the one that has it; from elsewhere on the page, to that of the
 * first row in sight.
 * @returns whether there was one
 */
export function stepBetweenRows(step: 1 | -1): boolean {
  const links = [...document.querySelectorAll<HTMLElement>('main [data-row]')]
    .map((row) => ({ row, link: row.querySelector<HTMLElement>('[data-row-name]') ?? rowLink(row) }))
    .filter(({ link }) => link !== null);
  const at = links.findIndex(({ row }) => row.contains(document.activeElement));
  const inSight = links.findIndex(({ row }) => row.getBoundingClientRect().top >= topPx);
  const next = at === -1 ? links[step === 1 ? Math.max(inSight, 0) : -1] : links[at + step];
  next?.link?.focus();
  return next !== undefined;
}

function rowLink(row: HTMLElement): HTMLElement | null {
  return row.matches('[data-row-link]') ? row : row.querySelector<HTMLElement>('[data-row-link]');
}
