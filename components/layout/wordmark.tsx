import { Mark } from './mark';

/** The mark and the name. */
export function Wordmark() {
  return (
    <span className="flex items-center gap-2 font-semibold text-body tracking-tight">
      <Mark className="size-6" />
      CyberDock
    </span>
  );
}
