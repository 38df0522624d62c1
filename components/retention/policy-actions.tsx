'use client';

import Link from 'next/link';
import { lazy, Suspense, useState } from 'react';
import { draftOf, editHref, type PolicyChanging } from '@/lib/dashboard/administration/policy-changes';
import type { ShownPolicy } from '@/lib/dashboard/administration/retention-contract';
import { buttonClass } from '../ui/button';

const PolicyDialog = lazy(() =>
  import('./policy-dialog').then(({ PolicyDialog }) => ({ default: PolicyDialog })),
);

interface PolicyActionsProps {
  name: string;
  stored: NonNullable<ShownPolicy['stored']>;
}

/** What can be done with a policy of the database. */
export function PolicyActions({ name, stored }: PolicyActionsProps) {
  const [change, setChange] = useState<PolicyChanging>();
  const ask = (kind: 'enable' | 'disable' | 'remove') =>
    setChange({ kind, number: stored.number, draft: draftOf(stored) });
  const close = () => setChange(undefined);
  const toggle = stored.isEnabled ? 'Switch off' : 'Switch on';
  return (
    <div className="flex flex-wrap gap-2">
      <Link
        href={editHref(stored)}
        prefetch={false}
        className={buttonClass('plain')}
        aria-label={`Edit ${name}`}
      >
        Edit
      </Link>
      <button
        type="button"
        className={buttonClass('plain')}
        aria-label={`${toggle} ${name}`}
        onClick={() => ask(stored.isEnabled ? 'disable' : 'enable')}
      >
        {toggle}
      </button>
      <button
        type="button"
        className={buttonClass('plain')}
        aria-label={`Remove ${name}`}
        onClick={() => ask('remove')}
      >
        Remove
      </button>
      {change && (
        <Suspense>
          <PolicyDialog change={change} name={name} onDone={close} onClose={close} />
        </Suspense>
      )}
    </div>
  );
}
