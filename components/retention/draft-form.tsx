import type { Draft, DraftAnswer } from '@/lib/dashboard/administration/draft-contract';
import type { DraftField } from '@/lib/dashboard/administration/draft-fields';
import { controlClass, Field } from '../ui/field';
import { aboutFields, keepFields, otherFields } from './draft-fields';

interface DraftFormProps {
  fields: Draft;
  mistakes: DraftAnswer['mistakes'];
  onField: (field: DraftField, text: string) => void;
}

/** The settings of a policy, as the configuration has them. */
export function DraftForm(props: DraftFormProps) {
  return (
    <form
      aria-label="A retention policy"
      onSubmit={(event) => event.preventDefault()}
      className="grid gap-5 rounded-box border border-line bg-surface p-4 sm:p-5"
    >
      <div className="grid gap-4">
        <Fields {...props} words={aboutFields} />
      </div>
      <fieldset>
        <legend className="font-medium text-table">It keeps a tag if any of these says so</legend>
        <p className="mt-0.5 mb-3 text-ink-dim text-meta">Without one of them it removes nothing.</p>
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Fields {...props} words={keepFields} />
        </div>
      </fieldset>
      <fieldset>
        <legend className="mb-3 font-medium text-table">In these repositories, whatever the tags</legend>
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Fields {...props} words={otherFields} />
        </div>
      </fieldset>
    </form>
  );
}

function Fields({ fields, mistakes, onField, words }: DraftFormProps & { words: typeof aboutFields }) {
  const isBegun = Object.values(fields).some(Boolean);
  return words.map(({ name, label, hint, placeholder }) => {
    const mistake = isBegun ? mistakes.find(({ field }) => field === name)?.message : undefined;
    const id = `draft-${name}`;
    return (
      <Field
        key={name}
        id={id}
        label={label}
        hint={mistake ? <span className="text-danger [overflow-wrap:anywhere]">{mistake}</span> : hint}
      >
        <input
          id={id}
          name={name}
          value={fields[name] ?? ''}
          onChange={(event) => onField(name, event.target.value)}
          placeholder={placeholder}
          maxLength={400}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={mistake !== undefined}
          aria-describedby={`${id}-hint`}
          className={controlClass(name === 'name' ? undefined : 'font-mono text-table')}
        />
      </Field>
    );
  });
}
