import { Plus } from 'lucide-react';
import { buttonClass } from './button';

/** The button that opens the form by which something is made. @param children what it makes: "Make a token" */
export function MakeButton({ children, onClick }: { children: string; onClick: () => void }) {
  return (
    <button type="button" className={buttonClass('primary')} onClick={onClick}>
      <Plus className="size-3.5" aria-hidden="true" />
      {children}
    </button>
  );
}
