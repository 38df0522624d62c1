'use client';

import { type ReactNode, useId } from 'react';
import { Failure } from '../feedback/failure';
import { InlineProblem } from '../feedback/inline-problem';
import { buttonClass } from './button';
import { useDialog } from './use-dialog';

interface ConfirmDialogProps {
  /** The question. */
  title: string;
  /** The consequence. */
  children: ReactNode;
  /** What the button does: "Revoke token". */
  action: string;
  /** The same while it is done. */
  doing: string;
  isDoing: boolean;
  /** Whether nothing is done yet, and the button waits for something: then it says what it would do, and no is an answer. */
  isWaiting?: boolean;
  /** Why it failed, or cannot be done. */
  problem: Error | string | null | undefined;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something is taken away. It stands over the page until it is answered; Escape is no. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, action, doing, isDoing, isWaiting = false, problem, onConfirm, onClose } = props;
  const dialog = useDialog();
  const [titleId, textId] = [useId(), useId()];
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      aria-describedby={textId}
      onCancel={(event) => {
        event.preventDefault();
        if (!isDoing || isWaiting) onClose();
      }}
      className="floating m-auto w-[min(27rem,calc(100vw-2rem))] rounded-box border border-line bg-surface p-0 text-ink backdrop:bg-scrim"
    >
      <div className="px-5 pt-5 pb-4">
        <h2 id={titleId} className="font-semibold text-body [overflow-wrap:anywhere]">
          {title}
        </h2>
        <div id={textId} className="mt-1.5 text-ink-soft text-table [overflow-wrap:anywhere]">
          {children}
        </div>
        {problem && (
          <div className="mt-3">
            {typeof problem === 'string' ? (
              <InlineProblem>{problem}</InlineProblem>
            ) : (
              <Failure error={problem} />
            )}
          </div>
        )}
      </div>
      <div className="flex flex-wrap justify-end gap-2 border-line border-t px-5 py-3">
        {/* The first in the order of focus: what happens by accident is nothing. */}
        <button
          type="button"
          className={buttonClass('plain')}
          onClick={onClose}
          disabled={isDoing && !isWaiting}
        >
          Cancel
        </button>
        <button
          type="button"
          className={buttonClass('danger')}
          onClick={isDoing ? undefined : onConfirm}
          aria-disabled={isDoing}
        >
          {isDoing && !isWaiting ? doing : action}
        </button>
      </div>
    </dialog>
  );
}
