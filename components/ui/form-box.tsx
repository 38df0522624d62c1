import type { FormEvent, ReactNode } from 'react';
import { Failure } from '../feedback/failure';
import { buttonClass } from './button';
import { useFormChanges } from './use-form-changes';
import { useUnsaved } from './use-unsaved';

interface FormBoxProps {
  /** What it is about, for who can't see it. */
  label: string;
  /** What the button does, and what it says while it does it. */
  action: string;
  doing: string;
  isDoing: boolean;
  /** Why it failed. */
  error: Error | null;
  onSubmit: (fields: FormData) => void;
  onClose: () => void;
  /** Whether nothing is lost with what was typed: then nobody is asked before it is. */
  isLight?: boolean;
  /** Of the box, such as its width. */
  className?: string;
  children: ReactNode;
}

/** A form that opens in a page to make something: its fields, what went wrong, and the ways out. */
export function FormBox(props: FormBoxProps) {
  const { label, action, doing, isDoing, error, onSubmit, onClose, className = '', children } = props;
  const { isChanged, form } = useFormChanges();
  const question = useUnsaved(isChanged && !props.isLight);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!isDoing) onSubmit(new FormData(event.currentTarget));
  };
  return (
    <>
      <form
        {...form}
        onSubmit={submit}
        aria-label={label}
        className={`mb-4 rounded-box border border-line bg-surface p-4 sm:p-5 ${className}`}
      >
        {children}
        {error && (
          <div className="mt-4">
            <Failure error={error} />
          </div>
        )}
        <div className="mt-5 flex flex-wrap gap-2">
          <button type="submit" className={buttonClass('primary')} aria-disabled={isDoing}>
            {isDoing ? doing : action}
          </button>
          <button type="button" className={buttonClass('plain')} onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
      {question}
    </>
  );
}
