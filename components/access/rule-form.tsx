'use client';

import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { tokenActions } from '@/lib/dashboard/account/token-actions';
import type { NewRuleBody } from '@/lib/dashboard/administration/access-contract';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { InlineProblem } from '../feedback/inline-problem';
import { problemOf } from '../feedback/load-error';
import { buttonClass } from '../ui/button';
import { controlClass, Field } from '../ui/field';

interface RuleFormProps {
  onMade: () => void;
  onClose: () => void;
}

/** What a rule is made of: whether it allows or forbids, whom, what, where. */
export function RuleForm({ onMade, onClose }: RuleFormProps) {
  const make = useMutation({
    mutationFn: (body: NewRuleBody) => sendJson('POST', '/api/v1/access/rules', { body }),
    onSuccess: onMade,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!make.isPending) make.mutate(bodyOf(new FormData(event.currentTarget)));
  };
  return (
    <form
      onSubmit={submit}
      aria-label="A new rule"
      className="mb-6 max-w-4xl rounded-box border border-line bg-surface p-4 sm:p-5"
    >
      <div className="grid gap-4 sm:grid-cols-[9rem_minmax(0,1fr)]">
        <Field id="rule-effect" label="It">
          <select id="rule-effect" name="effect" className={controlClass()}>
            <option value="allow">allows</option>
            <option value="deny">forbids</option>
          </select>
        </Field>
        <Field
          id="rule-subjects"
          label="Whom"
          hint="user:NAME, group:NAME, robot:NAME, signed-in, anonymous or everyone"
        >
          <input
            id="rule-subjects"
            name="subjects"
            required
            placeholder="group:developers"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            aria-describedby="rule-subjects-hint"
            // biome-ignore lint/a11y/noAutofocus: whoever opened the form is about to fill it in.
            autoFocus
            className={controlClass('font-mono text-table')}
          />
        </Field>
      </div>
      <fieldset className="mt-4">
        <legend className="mb-1.5 font-medium text-table">To do what</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-2">
          {tokenActions.map((action) => (
            <label key={action} className="flex items-center gap-2 text-table">
              <input
                type="checkbox"
                name="actions"
                value={action}
                defaultChecked={action === 'pull'}
                className="size-4 accent-accent-fill"
              />
              {action}
            </label>
          ))}
        </div>
      </fieldset>
      <div className="mt-4 grid gap-4 sm:grid-cols-2">
        <Field
          id="rule-repositories"
          label="In which repositories"
          hint="team/* or team/**; {user} stands for the name of who asks"
        >
          <input
            id="rule-repositories"
            name="repositories"
            required
            placeholder="team/**"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            aria-describedby="rule-repositories-hint"
            className={controlClass('font-mono text-table')}
          />
        </Field>
        <Field id="rule-note" label="Why">
          <input id="rule-note" name="note" maxLength={200} autoComplete="off" className={controlClass()} />
        </Field>
      </div>
      {make.error && (
        <div className="mt-4">
          <InlineProblem>{problemOf(make.error)}</InlineProblem>
        </div>
      )}
      <div className="mt-5 flex flex-wrap gap-2">
        <button type="submit" className={buttonClass('primary')} aria-disabled={make.isPending}>
          {make.isPending ? 'Adding rule' : 'Add rule'}
        </button>
        <button type="button" className={buttonClass('plain')} onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function bodyOf(fields: FormData): NewRuleBody {
  const text = (name: string) => String(fields.get(name) ?? '').trim();
  const list = (name: string) =>
    text(name)
      .split(/[\s,]+/)
      .filter((one) => one !== '');
  return {
    effect: text('effect') === 'deny' ? 'deny' : 'allow',
    subjects: list('subjects'),
    repositories: list('repositories'),
    actions: tokenActions.filter((action) => fields.getAll('actions').includes(action)),
    note: text('note') || null,
  };
}
