import { protectedWords } from '@/lib/dashboard/changes/protection-said';
import { problemOf } from '../feedback/load-error';
import { Toast } from './toast';
import type { useProtection } from './use-protection';

interface ProtectionToastProps {
  tag: string;
  /** What the protection was changed with. */
  change: ReturnType<typeof useProtection>;
  onClose: () => void;
}

/** Says that a tag is protected, or no more, and takes it back. */
export function ProtectionToast({ tag, change, onClose }: ProtectionToastProps) {
  const { variables: isProtected = true } = change;
  const undo = {
    label: 'Undo',
    isDoing: change.isPending,
    onUndo: () => change.mutate(!isProtected, { onSuccess: onClose }),
  };
  return (
    <Toast onClose={onClose} undo={change.error ? undefined : undo}>
      {change.error ? problemOf(change.error) : protectedWords(tag, change.isPending !== isProtected)}
    </Toast>
  );
}
