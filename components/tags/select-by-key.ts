import type { KeyboardEvent } from 'react';
import { isTyping } from '../shortcuts/is-typing';
import { areSingleKeysOn } from '../shortcuts/single-keys';
import { moveBetweenRows } from '../ui/move-between-rows';

interface SelectByKey {
  /** Picks the row of this number, or lets go of it. */
  toggle: (index: number) => void;
  /** Deletes the row of this number, as its menu does. */
  remove: (index: number) => void;
  /** Picks the rows from one to another. */
  extend: (from: number, to: number) => void;
}

/**
 * What keys do in a table whose rows can be picked, while the focus is in it: `x` picks the row of the focus and `d` deletes
 * it, where single keys are on; arrows move on, and with Shift they pick on the way.
 */
export function selectByKey(
  event: KeyboardEvent<HTMLElement>,
  { toggle, remove, extend }: SelectByKey,
): void {
  const from = focusedRow();
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const act = event.key === 'x' ? toggle : event.key === 'd' ? remove : undefined;
  if (act && from !== undefined && areSingleKeysOn()) {
    event.preventDefault();
    // A key that is held down deletes one.
    if (!event.repeat) act(from);
    return;
  }
  moveBetweenRows(event);
  const to = focusedRow();
  if (event.shiftKey && /^Arrow(Up|Down)$/.test(event.key) && from !== undefined && to !== undefined)
    extend(from, to);
}

/** The number of the row that has the focus; the head is the first that is counted, the first row of tags is 0. */
function focusedRow(): number | undefined {
  const row = document.activeElement?.closest('[data-row]');
  return row ? Number(row.getAttribute('aria-rowindex')) - 2 : undefined;
}
