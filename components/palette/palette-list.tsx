import { clsx } from 'clsx';
import type { MouseEvent } from 'react';
import type { PaletteGroup, PaletteItem } from './palette-group';

interface PaletteListProps {
  id: string;
  groups: readonly PaletteGroup[];
  /** The one that Enter chooses. */
  activeId: string | undefined;
  /** Whether what was found is still that of the text before. */
  outdated: boolean;
  /** The element of an item. */
  elementId: (item: PaletteItem) => string;
  onPoint: (item: PaletteItem) => void;
  onChoose: (item: PaletteItem, event: MouseEvent) => void;
}

/** What can be chosen, in groups: the list of a combobox (WAI-ARIA APG). The focus stays in the field. */
export function PaletteList(props: PaletteListProps) {
  const { id, groups, activeId, outdated, elementId, onPoint, onChoose } = props;
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Results"
      className={clsx(
        'max-h-[min(30rem,65dvh)] scroll-py-2 overflow-y-auto overscroll-contain p-1.5',
        outdated && 'late-dim',
      )}
    >
      {groups.map(({ title, items, note }) => (
        // biome-ignore lint/a11y/useSemanticElements: options are no fields of a form.
        <div key={title} role="group" aria-label={note === undefined ? title : `${title}. ${note}`}>
          <div
            className="flex justify-between gap-4 px-2.5 pt-2.5 pb-1 text-ink-dim text-meta"
            aria-hidden="true"
          >
            <span>{title}</span>
            {note && <span className="truncate">{note}</span>}
          </div>
          {items.map((item) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keys.
            // biome-ignore lint/a11y/useFocusableInteractive: the focus is in the combobox, which points here.
            <div
              key={item.id}
              id={elementId(item)}
              role="option"
              aria-label={item.name}
              aria-selected={item.id === activeId}
              onMouseMove={() => onPoint(item)}
              onClick={(event) => onChoose(item, event)}
              className="flex h-9 cursor-pointer items-center gap-2.5 overflow-hidden rounded-control px-2.5 text-table aria-selected:bg-sunken aria-selected:outline-2 aria-selected:outline-accent aria-selected:-outline-offset-2"
            >
              {item.content}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
