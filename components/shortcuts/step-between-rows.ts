/** Below the top bar, in pixels. */
const topPx = 48;

/** What of a row gets the focus: its name, or the first that one can open or press; the row itself where there is neither. */
const targets = ['[data-row-name]', '[data-row-link]', 'a[href], button:not([disabled])'];

/**
 * Moves the focus to the row after or before the one that has it; from elsewhere on the page, to the first row in sight.
 */
export function stepBetweenRows(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const inSight = rows.findIndex((row) => row.getBoundingClientRect().top >= topPx);
  const row = at === -1 ? rows[step === 1 ? Math.max(inSight, 0) : -1] : rows[at + step];
  if (row) focusRow(row);
}

function focusRow(row: HTMLElement): void {
  const target = row.matches('[data-row-link]')
    ? row
    : targets.map((one) => row.querySelector<HTMLElement>(one)).find((one) => one !== null);
  if (!target) row.tabIndex = -1;
  (target ?? row).focus();
}
