'use client';

import { useRouter } from 'next/navigation';
import type { FormEvent } from 'react';
import { buttonClass } from '../ui/button';
import { controlClass } from '../ui/field';

/** Narrows the list to one repository; the choice stands in the address. */
export function TrashFilter({ repository }: { repository: string }) {
  const router = useRouter();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('repository') ?? '').trim();
    router.push(name === '' ? '/trash' : `/trash?repository=${encodeURIComponent(name)}`);
  };
  return (
    <form action="/trash" onSubmit={submit} className="mb-4 flex max-w-xl gap-2" key={repository}>
      <label htmlFor="trash-repository" className="sr-only">
        Repository
      </label>
      <input
        id="trash-repository"
        name="repository"
        type="search"
        defaultValue={repository}
        placeholder="Only of a repository: team/app"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        className={controlClass()}
      />
      <button type="submit" className={buttonClass('plain', 'h-9')}>
        Filter
      </button>
    </form>
  );
}
