'use client';

import { useRouter } from 'next/navigation';
import { lazy, Suspense, useState } from 'react';
import type { DraftAddress } from '@/lib/dashboard/administration/draft-queries';
import type { PolicyChanging } from '@/lib/dashboard/administration/policy-changes';
import { buttonClass } from '../ui/button';

const PolicyDialog = lazy(() =>
  import('./policy-dialog').then(({ PolicyDialog }) => ({ default: PolicyDialog })),
);

/** Saves a draft in the database, after what it would do was shown. @param isReady whether it is a policy, and looked at */
export function SaveDraft({
  address: { draft, view },
  isReady,
}: {
  address: DraftAddress;
  isReady: boolean;
}) {
  const router = useRouter();
  const [change, setChange] = useState<PolicyChanging>();
  const number = view.policy;
  const ask = () =>
    setChange(
      number === undefined ? { kind: 'add', draft } : { kind: 'change', number: Number(number), draft },
    );
  return (
    <>
      <button
        type="button"
        className={buttonClass('primary')}
        aria-disabled={!isReady}
        onClick={() => isReady && ask()}
      >
        {number === undefined ? 'Save policy' : 'Save and switch on'}
      </button>
      {change && (
        <Suspense>
          <PolicyDialog
            change={change}
            name={draft.name ?? (number === undefined ? 'this draft' : `policy ${number}`)}
            onDone={() => router.push('/storage/retention')}
            onClose={() => setChange(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}
