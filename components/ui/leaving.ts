'use client';

/** What asks before what was typed is lost; undefined while there is nothing to lose. */
let guard: ((go: () => void) => void) | undefined;

/** Has every way to another page, and every other form that would take the place of one, ask first; `undefined` takes that away. */
export function guardLeaving(ask: typeof guard): void {
  guard = ask;
}

/** Goes to another page or form, or asks first where something typed would be lost. */
export function leave(go: () => void): void {
  if (guard) guard(go);
  else go();
}
