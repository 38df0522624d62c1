'use client';

import { type ReactNode, useId, useState } from 'react';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { controlClass } from '../ui/field';

interface TypedConfirmProps {
  /** The question. */
  title: string;
  /** The consequence. */
  children: ReactNode;
  /** What has to be typed. */
  word: string;
  /** What the button does: "Purge entry". */
  action: string;
  /** The same while it is done. */
  doing: string;
  isDoing: boolean;
  /** Whether nothing is done yet, and the button waits for something. */
  isWaiting?: boolean;
  problem: Error | string | null | undefined;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something goes for good: what goes has to be typed. */
export function TypedConfirm({ children, word, problem, onConfirm, ...dialog }: TypedConfirmProps) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [hasTried, setTried] = useState(false);
  const isTyped = typed.trim() === word;
  const confirm = () => {
    setTried(true);
    if (isTyped && !dialog.isDoing) onConfirm();
  };
  return (
    <ConfirmDialog
      {...dialog}
      problem={problem ?? (hasTried && !isTyped ? `Type ${word} first.` : undefined)}
      onConfirm={confirm}
    >
      {children}
      <label htmlFor={id} className="mt-3 mb-1.5 block font-medium text-ink text-table">
        Type <code className="select-all font-mono">{word}</code>
      </label>
      <input
        id={id}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') confirm();
        }}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        className={controlClass('font-mono')}
      />
    </ConfirmDialog>
  );
}
