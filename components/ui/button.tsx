import { clsx } from 'clsx';

/** The classes of a button, which a link that looks like one wears too. `danger` is for what destroys. */
export function buttonClass(
  kind: 'primary' | 'plain' | 'danger' | 'quiet',
  className?: string,
  size: 'normal' | 'large' = 'normal',
): string {
  return clsx(
    'inline-flex items-center justify-center gap-1.5 whitespace-nowrap rounded-control font-medium transition-colors aria-disabled:cursor-default aria-disabled:opacity-50 disabled:opacity-50',
    size === 'normal' ? 'h-8 px-3 text-table' : 'h-10 px-4 text-body',
    kind === 'primary' && 'bg-accent-fill text-on-accent hover:bg-accent-fill-hover',
    kind === 'plain' && 'border border-line bg-surface text-ink hover:bg-sunken',
    kind === 'danger' && 'bg-danger-fill text-on-danger hover:bg-danger-fill-hover',
    kind === 'quiet' && 'text-ink-soft hover:bg-sunken hover:text-ink',
    className,
  );
}
