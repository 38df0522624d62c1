import { Lock, LockOpen } from 'lucide-react';
import { buttonClass } from '../ui/button';

interface ProtectionButtonProps {
  isProtected: boolean;
  isDoing: boolean;
  /** @param isProtected whether it is to be protected */
  onChange: (isProtected: boolean) => void;
}

/** Protects a tag, or lifts that. */
export function ProtectionButton({ isProtected, isDoing, onChange }: ProtectionButtonProps) {
  const Icon = isProtected ? LockOpen : Lock;
  return (
    <button
      type="button"
      className={buttonClass('plain')}
      title={isProtected ? undefined : 'It can then not be deleted; a push can still move it'}
      aria-disabled={isDoing}
      onClick={() => !isDoing && onChange(!isProtected)}
    >
      <Icon className="size-3.5" aria-hidden="true" />
      {isProtected ? 'Lift protection' : 'Protect'}
    </button>
  );
}
