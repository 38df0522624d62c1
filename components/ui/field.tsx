import { clsx } from 'clsx';
import type { ReactNode } from 'react';

/** The classes of a control in which something is typed or chosen. */
export function controlClass(className?: string, size: 'normal' | 'large' = 'normal'): string {
  return clsx(
    'w-full min-w-0 rounded-control border border-edge bg-surface px-3 text-body placeholder:text-ink-dim aria-invalid:border-danger',
    size === 'normal' ? 'h-9' : 'h-10',
    className,
  );
}

interface FieldProps {
  /** Of the control, which names its hint `{id}-hint` in `aria-describedby`. */
  id: string;
  label: string;
  /** What may stand in it, or what is wrong with it. */
  hint?: ReactNode;
  children: ReactNode;
}

/** A control with its label above and its hint below. */
export function Field({ id, label, hint, children }: FieldProps) {
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium text-table">
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="mt-1.5 text-ink-dim text-meta">
          {hint}
        </p>
      )}
    </div>
  );
}
