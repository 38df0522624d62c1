import { clsx } from 'clsx';

/** The classes of a button, which a link that looks like one wears too. */
export function buttonClass(kind: 'primary' | 'plain', className?: string): string {
  return clsx(
    'inline-flex h-8 items-center justify-center gap-1.5 whitespace-nowrap rounded-control px-3 font-medium text-table transition-colors',
    kind === 'primary' && 'bg-accent-fill text-on-accent hover:bg-accent-fill-hover',
    kind === 'plain' && 'border border-line bg-surface text-ink hover:bg-sunken',
    className,
  );
}
