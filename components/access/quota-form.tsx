'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { QuotaBody, ShownQuota } from '@/lib/dashboard/administration/quota-contract';
import { quotaPath } from '@/lib/dashboard/administration/quota-queries';
import { limitIn, limitText } from '@/lib/dashboard/administration/quota-words';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { controlClass, Field } from '../ui/field';
import { FormBox } from '../ui/form-box';
import { textIn } from '../ui/form-values';

interface QuotaFormProps {
  /** Whose quota is changed; absent for a new one. */
  quota: ShownQuota | undefined;
  onSet: () => void;
  onClose: () => void;
}

/** What a quota is made of: the namespace, and how much it may hold. What is left empty has no limit. */
export function QuotaForm({ quota, onSet, onClose }: QuotaFormProps) {
  const [wrong, setWrong] = useState<string>();
  const set = useMutation({
    mutationFn: ({ namespace, body }: { namespace: string; body: QuotaBody }) =>
      sendJson('PUT', quotaPath(namespace), { body }),
    onSuccess: onSet,
  });
  const submit = (fields: FormData) => {
    const bytes = limitIn(textIn(fields, 'bytes'));
    setWrong(bytes === undefined ? 'Write a size such as 50GiB.' : undefined);
    if (bytes === undefined) return;
    const repositories = textIn(fields, 'repositories');
    set.mutate({
      namespace: quota?.namespace ?? textIn(fields, 'namespace').replace(/\/+$/, ''),
      body: { bytes, repositories: repositories === '' ? null : Number(repositories) },
    });
  };
  return (
    <FormBox
      label={quota ? `The quota of ${quota.namespace}` : 'A new quota'}
      action="Set quota"
      doing="Setting quota"
      isDoing={set.isPending}
      error={set.error}
      onSubmit={submit}
      onClose={onClose}
      className="max-w-4xl"
    >
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_minmax(0,1fr)]">
        <Field
          id="quota-namespace"
          label="Namespace"
          hint="team is all that begins with team/; a whole name is one repository"
        >
          <input
            id="quota-namespace"
            name="namespace"
            required
            readOnly={quota !== undefined}
            defaultValue={quota?.namespace}
            placeholder="team"
            maxLength={250}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            aria-describedby="quota-namespace-hint"
            // biome-ignore lint/a11y/noAutofocus: whoever opened the form is about to fill it in.
            autoFocus={quota === undefined}
            className={controlClass('font-mono text-table')}
          />
        </Field>
        <Field
          id="quota-bytes"
          label="Size"
          hint={wrong ? <span className="text-danger">{wrong}</span> : '50GiB; empty for no limit'}
        >
          <input
            id="quota-bytes"
            name="bytes"
            defaultValue={limitText(quota?.bytes)}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={wrong !== undefined}
            aria-describedby="quota-bytes-hint"
            // biome-ignore lint/a11y/noAutofocus: as above.
            autoFocus={quota !== undefined}
            className={controlClass('tabular-nums')}
          />
        </Field>
        <Field id="quota-repositories" label="Repositories" hint="Empty for no limit">
          <input
            id="quota-repositories"
            name="repositories"
            type="number"
            min={0}
            step={1}
            defaultValue={quota?.repositories ?? ''}
            autoComplete="off"
            aria-describedby="quota-repositories-hint"
            className={controlClass('tabular-nums')}
          />
        </Field>
      </div>
    </FormBox>
  );
}
