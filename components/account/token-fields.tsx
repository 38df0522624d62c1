import type { NewTokenBody } from '@/lib/dashboard/account/contracts';
import { tokenActions } from '@/lib/dashboard/account/token-actions';
import { controlClass, Field } from '../ui/field';
import { listIn, textIn } from '../ui/form-values';
import { lifetimes } from './lifetimes';

/** After how long a token ends. */
export function LifetimeField() {
  return (
    <Field id="token-lifetime" label="Ends after">
      <select id="token-lifetime" name="lifetime" defaultValue="90" className={controlClass()}>
        {lifetimes.map(({ days, words }) => (
          <option key={days} value={days}>
            {words}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** What a token is to be, as the fields of its form say. */
export function newTokenIn(fields: FormData, isNarrow: boolean): NewTokenBody {
  const lifetime = textIn(fields, 'lifetime');
  const actions = tokenActions.filter((action) => fields.getAll('actions').includes(action));
  return {
    label: textIn(fields, 'label'),
    lifetimeDays: lifetime === '' ? null : Number(lifetime),
    grants: isNarrow ? [{ repositories: listIn(fields, 'repositories'), actions }] : null,
  };
}
