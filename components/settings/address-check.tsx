'use client';

import { useMutation } from '@tanstack/react-query';
import { Check, Minus, TriangleAlert } from 'lucide-react';
import {
  type AddressFinding,
  type Asked,
  addressFindings,
} from '@/lib/dashboard/administration/address-findings';
import { Panel } from '../administration/panel';
import { announce } from '../feedback/announcer';
import { buttonClass } from '../ui/button';

/** Asks the registry from this browser, as a container client does at first, and says what of its address is wrong. */
export function AddressCheck({ configured }: { configured: string | null }) {
  const check = useMutation({
    mutationFn: async () =>
      addressFindings({ here: window.location.origin, configured, answer: await ask() }),
    onSuccess: (findings) => {
      const faults = findings.filter(({ isWell }) => isWell === false).length;
      announce(faults === 0 ? 'The address is well' : `Faults of the address: ${faults}`);
    },
  });
  return (
    <Panel
      title="The address, from this browser"
      about="Asks GET /v2/ at the address of this page, as container clients do first."
      action={
        <button
          type="button"
          className={buttonClass('plain')}
          aria-disabled={check.isPending}
          onClick={() => !check.isPending && check.mutate()}
        >
          {check.isPending ? 'Asking' : 'Test the address'}
        </button>
      }
    >
      {check.data && (
        <ul
          aria-label="What was found"
          className="max-w-4xl divide-y divide-line rounded-box border border-line bg-surface"
        >
          {check.data.map((finding) => (
            <Finding key={finding.what} finding={finding} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Finding({ finding: { what, said, isWell, change } }: { finding: AddressFinding }) {
  const Icon = isWell === null ? Minus : isWell ? Check : TriangleAlert;
  const color = isWell === null ? 'text-ink-dim' : isWell ? 'text-accent-ink' : 'text-danger';
  return (
    <li className="grid gap-x-4 gap-y-0.5 px-4 py-2 text-table sm:grid-cols-[12rem_minmax(0,1fr)]">
      <span className="flex items-center gap-2 font-medium">
        <Icon className={`size-4 shrink-0 ${color}`} aria-hidden="true" />
        {what}
        {isWell === false && <span className="sr-only">: a fault</span>}
      </span>
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <bdi>{said}</bdi>
        {change !== undefined && <span className="block text-ink-soft">{change}</span>}
      </span>
    </li>
  );
}

/** Without the session: clients have none either, and the answer to them is what counts. */
async function ask(): Promise<Asked['answer']> {
  try {
    const answer = await fetch('/v2/', { credentials: 'omit', cache: 'no-store', redirect: 'manual' });
    return { status: answer.status, challenge: answer.headers.get('WWW-Authenticate') };
  } catch {
    return null; // No answer is what is told.
  }
}
