import type { ReactNode } from 'react';

interface AccountSectionProps {
  title: string;
  /** One or two sentences: what it is for. */
  about: ReactNode;
  /** The primary action on what it shows. */
  action?: ReactNode;
  children: ReactNode;
}

/** A part of the account page: what it is about at the left, what there is to see and do at the right. */
export function AccountSection({ title, about, action, children }: AccountSectionProps) {
  return (
    <section
      aria-label={title}
      className="grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-4 py-6 lg:grid-cols-[16rem_minmax(0,1fr)] lg:py-8"
    >
      <div>
        <h2 className="font-semibold text-body">{title}</h2>
        <p className="mt-1 text-ink-soft text-table">{about}</p>
        {action && <div className="mt-3">{action}</div>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
