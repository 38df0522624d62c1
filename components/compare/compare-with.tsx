'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { comparePath } from '@/lib/dashboard/compare/compare-path';
import { imageReferenceText, parseImageReference } from '@/lib/dashboard/compare/image-reference';
import { controlClass, Field } from '../ui/field';
import { FormBox } from '../ui/form-box';

interface CompareWithProps {
  repository: string;
  /** Of the manifest that is shown: the second one. */
  digest: string;
  onClose: () => void;
}

/** Asks what a manifest is to be compared with: another one of its repository. */
export function CompareWith({ repository, digest, onClose }: CompareWithProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<string>();
  const compare = (fields: FormData) => {
    const text = String(fields.get('reference') ?? '').trim();
    const from = imageReferenceText(repository, text);
    if (parseImageReference(from) === undefined) return setProblem('This is neither a tag nor a digest.');
    router.push(comparePath(from, imageReferenceText(repository, digest)));
  };
  return (
    <FormBox
      isLight
      label="Compare with another manifest"
      action="Compare"
      doing="Comparing"
      isDoing={false}
      error={null}
      onSubmit={compare}
      onClose={onClose}
      className="max-w-2xl"
    >
      <Field
        id="compare-with"
        label="Compare with"
        hint={problem ?? `A tag or a digest of ${repository}: what changed from that to this`}
      >
        <input
          id="compare-with"
          name="reference"
          required
          // biome-ignore lint/a11y/noAutofocus: whoever opens the form wants to write here.
          autoFocus
          maxLength={200}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={problem !== undefined}
          aria-describedby="compare-with-hint"
          className={controlClass('font-mono')}
        />
      </Field>
    </FormBox>
  );
}
