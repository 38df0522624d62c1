import { clsx } from 'clsx';

interface SecretToggleProps {
  isShown: boolean;
  onToggle: () => void;
  className?: string;
}

/** Shows values that look secret, and hides them again. */
export function SecretToggle({ isShown, onToggle, className }: SecretToggleProps) {
  return (
    <button
      type="button"
      onClick={onToggle}
      aria-pressed={isShown}
      className={clsx('rounded-control text-accent-ink underline underline-offset-2', className)}
    >
      {isShown ? 'Hide values that look secret' : 'Show values that look secret'}
    </button>
  );
}
