'use client';

import { useMutation } from '@tanstack/react-query';
import { tokenActions } from '@/lib/dashboard/account/token-actions';
import type { NewRuleBody, RuleList } from '@/lib/dashboard/administration/access-contract';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { controlClass, Field } from '../ui/field';
import { FormBox } from '../ui/form-box';
import { listIn, textIn } from '../ui/form-values';

interface RuleFormProps {
  /** The rule that is changed; absent for a new one. */
  rule?: RuleList['rules'][number];
  onMade: () => void;
  onClose: () => void;
}

/** What a rule is made of: whether it allows or forbids, whom, what, where. */
export function RuleForm({ rule, onMade, onClose }: RuleFormProps) {
  const make = useMutation({
    mutationFn: (body: NewRuleBody) =>
      rule
        ? sendJson('PUT', `/api/v1/access/rules/${encodeURIComponent(rule.id)}`, { body })
        : sendJson('POST', '/api/v1/access/rules', { body }),
    onSuccess: onMade,
  });
  return (
    <FormBox
      label={rule ? `Change ${rule.id}` : 'A new rule'}
      action={rule ? 'Save rule' : 'Add rule'}
      doing={rule ? 'Saving rule' : 'Adding rule'}
      isDoing={make.isPending}
      error={make.error}
      onSubmit={(fields) => make.mutate(newRuleIn(fields))}
      onClose={onClose}
      className="max-w-4xl"
    >
      <div className="grid gap-4 sm:grid-cols-[9rem_minmax(0,1fr)]">
        <Field id="rule-effect" label="It">
          <select id="rule-effect" name="effect" defaultValue={rule?.effect} className={controlClass()}>
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
            defaultValue={rule?.subjects.join(', ')}
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
                defaultChecked={rule ? rule.actions.includes(action) : action === 'pull'}
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
            defaultValue={rule?.repositories.join(', ')}
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
          <input
            id="rule-note"
            name="note"
            defaultValue={rule?.note ?? ''}
            maxLength={200}
            autoComplete="off"
            className={controlClass()}
          />
        </Field>
      </div>
    </FormBox>
  );
}

function newRuleIn(fields: FormData): NewRuleBody {
  return {
    effect: textIn(fields, 'effect') === 'deny' ? 'deny' : 'allow',
    subjects: listIn(fields, 'subjects'),
    repositories: listIn(fields, 'repositories'),
    actions: tokenActions.filter((action) => fields.getAll('actions').includes(action)),
    note: textIn(fields, 'note') || null,
  };
}
