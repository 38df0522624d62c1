/** How a line of a menu looks. */
export function menuItemClass(more = ''): string {
  return `flex h-9 w-full items-center gap-2.5 rounded-control px-3 text-left text-table transition-colors hover:bg-sunken ${more}`;
}
