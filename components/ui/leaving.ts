'use client';

/** What asks before what was typed is lost; undefined while there is nothing to lose. */
let guard: ((go: () => void) => void) | undefined;

/** Has every way to another page ask first; `undefined` takes that away. */
export function guardLeaving(ask: typeof guard): void {
  guard = ask;
}

/** Goes to another page, or asks first where something typed would be lost. */
export function leave(go: () => void): void {
  if (guard) guard(go);
  else go();
}
