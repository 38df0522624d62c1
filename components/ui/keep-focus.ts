/** Puts the focus at the beginning of the page's content when what had it has gone. */
export function keepFocus(): void {
  if (document.activeElement === document.body)
    document.getElementById('content')?.focus({ preventScroll: true });
}
