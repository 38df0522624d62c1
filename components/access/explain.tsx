'use client';

import { useQuery } from '@tanstack/react-query';
import { Ban, Check } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import type { FormEvent } from 'react';
import { explainQueryOf } from '@/lib/dashboard/administration/access-queries';
import { Failure } from '../feedback/failure';
import { buttonClass } from '../ui/button';
import { controlClass } from '../ui/field';
import { textIn } from '../ui/form-values';

/** Asks whether somebody may do what in a repository, and which rule decides. What is asked stands in the address. */
export function Explain() {
  const router = useRouter();
  const parameters = useSearchParams();
  const [who, repository] = [parameters.get('who') ?? '', parameters.get('repository') ?? ''];
  const isAsked = who !== '' && repository !== '';
  const { data, error, isFetching } = useQuery({ ...explainQueryOf(who, repository), enabled: isAsked });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const query = new URLSearchParams({
      who: textIn(fields, 'who'),
      repository: textIn(fields, 'repository'),
    });
    router.replace(`/access/rules?${query}`, { scroll: false });
  };
  return (
    <div className="max-w-3xl">
      <form onSubmit={submit} aria-label="Explain" className="flex flex-wrap gap-2">
        <input
          name="who"
          required
          defaultValue={who}
          aria-label="Who"
          placeholder="alice, robot+ci or anonymous"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className={controlClass('flex-1 basis-44')}
        />
        <input
          name="repository"
          required
          defaultValue={repository}
          aria-label="Repository"
          placeholder="team/app"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className={controlClass('flex-1 basis-44')}
        />
        <button type="submit" className={buttonClass('plain', 'h-9')}>
          {isFetching ? 'Asking' : 'Explain'}
        </button>
      </form>
      {error && isAsked && (
        <div className="mt-3">
          <Failure error={error} />
        </div>
      )}
      {data && isAsked && !error && (
        <ul
          aria-label={`What ${data.who} may do in ${data.repository}`}
          className="mt-3 divide-y divide-line rounded-box border border-line bg-surface"
        >
          {data.decisions.map(({ action, allowed, because }) => {
            const Icon = allowed ? Check : Ban;
            return (
              <li
                key={action}
                className="grid grid-cols-[5.5rem_3.25rem_minmax(0,1fr)] sm:grid-cols-[7rem_4.5rem_minmax(0,1fr)] items-center gap-3 px-4 py-2 text-table"
              >
                <span className="font-medium">{action}</span>
                <span className="flex items-center gap-1.5">
                  <Icon
                    className={`size-4 shrink-0 ${allowed ? 'text-accent-ink' : 'text-danger'}`}
                    aria-hidden="true"
                  />
                  {allowed ? 'yes' : 'no'}
                </span>
                <span className="min-w-0 text-ink-soft [overflow-wrap:anywhere]">{because}</span>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
