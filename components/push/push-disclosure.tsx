'use client';

import { ChevronDown, Upload } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useId, useState } from 'react';
import { PageHeader } from '../layout/page-header';
import { buttonClass } from '../ui/button';

const PushCommands = lazy(() =>
  import('./push-commands').then(({ PushCommands }) => ({ default: PushCommands })),
);

interface PushDisclosureProps {
  title: ReactNode;
  /** What the button says: "Push an image". */
  action: string;
  /** Where the commands push to. */
  repository: string;
  /** Whether whoever looks may push there, as far as is known. */
  isOffered?: boolean;
  /** What else can be done, before the button. */
  more?: ReactNode;
  children: ReactNode;
}

/** A page's header with the commands to push folded behind its button, and the page below. */
export function PushDisclosure(props: PushDisclosureProps) {
  const { title, action, repository, isOffered = true, more, children } = props;
  const [open, setOpen] = useState(false);
  const panel = useId();
  return (
    <>
      <PageHeader
        title={title}
        action={
          <div className="flex shrink-0 gap-2">
            {more}
            {isOffered && (
              <button
                type="button"
                className={buttonClass('plain', 'shrink-0')}
                aria-expanded={open}
                aria-controls={panel}
                onClick={() => setOpen(!open)}
              >
                <Upload className="size-3.5" aria-hidden="true" />
                {action}
                <ChevronDown
                  className={
                    open ? 'size-3.5 rotate-180 transition-transform' : 'size-3.5 transition-transform'
                  }
                  aria-hidden="true"
                />
              </button>
            )}
          </div>
        }
      />
      <section
        id={panel}
        hidden={!open}
        aria-label={action}
        className="mb-6 max-w-3xl rounded-box border border-line bg-surface p-4 sm:p-6"
      >
        {open && (
          <Suspense>
            <PushCommands repository={repository} local="alpine:latest" />
          </Suspense>
        )}
      </section>
      {children}
    </>
  );
}
