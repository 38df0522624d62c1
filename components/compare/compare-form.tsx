'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { comparePath } from '@/lib/dashboard/compare/compare-path';
import { imageReferenceLengthMax, parseImageReference } from '@/lib/dashboard/compare/image-reference';
import { InlineProblem } from '../feedback/inline-problem';
import { buttonClass } from '../ui/button';
import { controlClass, Field } from '../ui/field';

const fields = [
  { name: 'a', label: 'From' },
  { name: 'b', label: 'To' },
] as const;

/** Asks for the two manifests that are to be compared. */
export function CompareForm({ a = '', b = '' }: { a?: string; b?: string }) {
  const router = useRouter();
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const [from, to] = fields.map(({ name }) => String(given.get(name) ?? '').trim());
    const wrong = [from, to].find((text) => parseImageReference(text ?? '') === undefined);
    if (from === undefined || to === undefined || wrong !== undefined)
      return setProblem(
        wrong === ''
          ? 'Name two images.'
          : `${wrong} names no image: write a repository with a tag or a digest, such as team/app:v1.`,
      );
    setProblem(undefined);
    router.push(comparePath(from, to));
  };
  const given = { a, b };
  return (
    <form
      onSubmit={submit}
      aria-label="Compare two images"
      className="max-w-3xl rounded-box border border-line bg-surface p-4 sm:p-5"
    >
      <div className="grid gap-4">
        {fields.map(({ name, label }) => (
          <Field
            key={name}
            id={`compare-${name}`}
            label={label}
            hint="A repository with a tag or a digest: team/app:v1, team/app@sha256:…"
          >
            <input
              id={`compare-${name}`}
              name={name}
              defaultValue={given[name]}
              maxLength={imageReferenceLengthMax}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              required
              aria-describedby={`compare-${name}-hint`}
              className={controlClass('font-mono')}
            />
          </Field>
        ))}
      </div>
      {problem !== undefined && (
        <div className="mt-4">
          <InlineProblem>{problem}</InlineProblem>
        </div>
      )}
      <button type="submit" className={buttonClass('primary', 'mt-5')}>
        Compare
      </button>
    </form>
  );
}
