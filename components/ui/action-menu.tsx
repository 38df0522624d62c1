'use client';

import { Ellipsis, type LucideIcon } from 'lucide-react';
import { type KeyboardEvent, useId, useRef } from 'react';
import { buttonClass } from './button';
import { menuItemClass } from './menu-item';
import { menuStep } from './menu-step';

/** Something that can be done, as a button or as a line of a menu. */
export interface MenuAction {
  word: string;
  Icon: LucideIcon;
  onChoose: () => void;
}

/** What can be done besides, behind one button: for screens that have no room for a button each. */
export function ActionMenu({ actions, className }: { actions: readonly MenuAction[]; className?: string }) {
  const menu = useRef<HTMLDivElement>(null);
  const id = useId();
  const lines = () => [...(menu.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const all = lines();
    const to = menuStep(
      actions.map(({ word }) => word),
      all.findIndex((line) => line.matches(':focus')),
      event.key,
    );
    // From the button, to which the focus goes back.
    if (event.key === 'Tab') menu.current?.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    all[to]?.focus();
  };
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-haspopup="menu"
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          event.currentTarget.click();
        }}
        className={buttonClass('plain', className)}
      >
        <Ellipsis className="size-3.5" aria-hidden="true" />
        More
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        aria-label="More"
        tabIndex={-1}
        onKeyDown={onKeyDown}
        className="below-its-button floating w-56 rounded-box border border-line bg-surface p-1 text-ink"
      >
        {actions.map(({ word, Icon, onChoose }, at) => (
          <button
            key={word}
            ref={at === 0 ? focusOnOpen : undefined}
            type="button"
            role="menuitem"
            tabIndex={-1}
            onClick={() => {
              // First: what it opens gives the focus back to where it is then.
              menu.current?.hidePopover();
              onChoose();
            }}
            className={menuItemClass()}
          >
            <Icon className="size-4 text-ink-dim" aria-hidden="true" />
            {word}
          </button>
        ))}
      </div>
    </>
  );
}

/** Has the browser itself give it the focus, with what is shown: a key that follows at once must not come too early. */
function focusOnOpen(line: HTMLElement | null): void {
  line?.setAttribute('autofocus', '');
}
