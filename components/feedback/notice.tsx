import type { ComponentType, ReactNode } from 'react';

interface NoticeProps {
  Icon: ComponentType<{ className?: string; 'aria-hidden'?: 'true' }>;
  title: string;
  /** A sentence: why, or what to do. */
  children: ReactNode;
  actions?: ReactNode;
  /** `alert` speaks at once: for what went wrong. */
  role?: 'alert';
}

/** Stands where a list would: there is nothing to show, and this is why. */
export function Notice({ Icon, title, children, actions, role }: NoticeProps) {
  return (
    <div
      role={role}
      className="flex flex-col items-center rounded-box border border-line bg-surface px-6 py-12 text-center"
    >
      <Icon className="size-5 text-ink-dim" aria-hidden="true" />
      <h2 className="mt-3 max-w-full font-medium text-body [overflow-wrap:anywhere]">{title}</h2>
      <div className="mt-1 max-w-md text-ink-soft text-table [overflow-wrap:anywhere]">{children}</div>
      {actions && <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
