'use client';

import { LoaderCircle, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useState } from 'react';
import { plainText } from '@/lib/dashboard/plain-text';
import { searchTextMax } from '@/lib/dashboard/search/search-text-max';
import { FailureWords } from '../feedback/failure';
import { InlineProblem } from '../feedback/inline-problem';
import { useRegistryAddress } from '../layout/registry-address';
import { useViewer } from '../layout/viewer';
import { buttonClass } from '../ui/button';
import { leave } from '../ui/leaving';
import { useDialog } from '../ui/use-dialog';
import { foundGroups, starredGroup } from './found-groups';
import type { PaletteGroup, PaletteItem } from './palette-group';
import { hasWords, pageItems } from './palette-items';
import { PaletteList } from './palette-list';
import { useActions } from './use-actions';
import { useFound } from './use-found';
import { useStarred } from './use-starred';

/** Finds repositories, tags, manifests, pages and actions by what is written, and opens or does one of them. */
export function Palette({ onClose }: { onClose: () => void }) {
  const dialog = useDialog();
  const router = useRouter();
  const listId = useId();
  const { host } = useRegistryAddress();
  const [text, setText] = useState('');
  const [pointed, setPointed] = useState<string>();
  /** Whether Enter was pressed before the answer was there. */
  const [isChosen, setChosen] = useState(false);
  // A reference as clients write it begins with this registry.
  const sought = text.trim().startsWith(`${host}/`) ? text.trim().slice(host.length + 1) : text;
  const { answer, isWaiting, error, retry } = useFound(sought);
  const { actions, error: actionError } = useActions(() => dialog.current?.close());
  const starred = useStarred();
  const found = sought.trim() === '' ? [starredGroup(starred)] : answer ? foundGroups(answer, sought) : [];
  const groups = useGroups(sought, found, actions);
  const items = groups.flatMap((group) => group.items);
  const active = items.find(({ id }) => id === pointed) ?? items[0];
  const elementId = (item: PaletteItem) => `${listId}-${items.indexOf(item)}`;
  const activeElement = active && elementId(active);

  const choose = (item: PaletteItem, isElsewhere: boolean) => {
    setChosen(false);
    if (item.href !== undefined && isElsewhere) window.open(item.href, '_blank', 'noopener');
    else if (item.href !== undefined) {
      dialog.current?.close();
      const { href } = item;
      leave(() => router.push(href));
    } else if (item.run?.() !== 'stay') dialog.current?.close();
  };
  const write = (next: string) => {
    setText(next);
    setPointed(undefined);
    setChosen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const at = active ? items.indexOf(active) : -1;
      setPointed(items[(at + step + items.length) % items.length]?.id);
      setChosen(false);
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      // What stands first may be another thing when the answer is there.
      if (isWaiting && pointed === undefined) setChosen(true);
      else if (active) choose(active, event.ctrlKey || event.metaKey);
    }
  };
  useEffect(() => {
    if (activeElement) document.getElementById(activeElement)?.scrollIntoView({ block: 'nearest' });
  }, [activeElement]);
  useEffect(() => {
    if (!isChosen || isWaiting) return;
    if (active && !error) choose(active, false);
    else setChosen(false);
  });

  const foundCount =
    answer && answer.repositories.found.length + answer.tags.found.length + answer.manifests.found.length;
  const isNothing = foundCount === 0 && !isWaiting && !error;
  const problem = error ?? actionError;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it.
    <dialog
      ref={dialog}
      aria-label="Search and commands"
      onClose={() => {
        if (!dialog.current?.open) onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) dialog.current?.close();
      }}
      className="floating mx-auto mt-[max(1rem,10dvh)] mb-auto w-[min(40rem,calc(100vw-2rem))] overflow-hidden rounded-box border border-line bg-surface p-0 text-ink backdrop:bg-scrim"
    >
      <div className="flex items-center gap-2.5 border-line border-b pr-2 pl-4 has-[input:focus-visible]:border-accent">
        {isWaiting ? (
          <LoaderCircle className="late size-4 shrink-0 animate-spin text-ink-dim" aria-hidden="true" />
        ) : (
          <Search className="size-4 shrink-0 text-ink-dim" aria-hidden="true" />
        )}
        <input
          role="combobox"
          aria-label="Search"
          aria-autocomplete="list"
          aria-expanded={items.length > 0}
          aria-controls={items.length > 0 ? listId : undefined}
          aria-activedescendant={activeElement}
          value={text}
          maxLength={searchTextMax}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
          placeholder="Repository, tag, digest, label:key=value, page or action"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className="h-12 min-w-0 flex-1 bg-transparent text-body outline-none placeholder:text-ink-dim"
        />
        <button
          type="button"
          onClick={() => dialog.current?.close()}
          aria-label="Close"
          className={buttonClass('quiet', 'h-7 px-2 text-meta')}
        >
          Esc
        </button>
      </div>
      {problem && (
        <div className="p-3">
          <InlineProblem>
            <FailureWords error={problem} />
            {error && (
              <button type="button" className={buttonClass('plain', 'mt-2')} onClick={retry}>
                Search again
              </button>
            )}
          </InlineProblem>
        </div>
      )}
      {isNothing && (
        <p className="px-4 pt-3 pb-1 text-ink-soft text-table [overflow-wrap:anywhere]">
          No repository, tag or manifest matches “<bdi>{plainText(text.trim())}</bdi>”.
        </p>
      )}
      {isWaiting && items.length === 0 && <p className="px-4 py-3 text-ink-dim text-table">Searching</p>}
      {items.length > 0 && (
        <PaletteList
          id={listId}
          groups={groups}
          activeId={active?.id}
          outdated={isWaiting && foundCount !== undefined}
          elementId={elementId}
          onPoint={(item) => setPointed(item.id)}
          onChoose={(item, event: MouseEvent) => choose(item, event.ctrlKey || event.metaKey)}
        />
      )}
      <p role="status" className="sr-only">
        {statusOf(isWaiting, isNothing, items.length)}
      </p>
    </dialog>
  );
}

function statusOf(isWaiting: boolean, isNothing: boolean, count: number): string {
  if (isWaiting) return 'Searching';
  const results = count === 1 ? '1 result' : `${count} results`;
  return isNothing ? `No repository, tag or manifest matches. ${results}` : results;
}

/** All that can be chosen, without groups of nothing. */
function useGroups(
  text: string,
  found: PaletteGroup[],
  actions: ReturnType<typeof useActions>['actions'],
): PaletteGroup[] {
  const viewer = useViewer();
  const pages = pageItems(viewer).filter(({ label, isBelow }) =>
    text.trim() === '' ? !isBelow : hasWords(label, text),
  );
  const groups: PaletteGroup[] = [
    ...found,
    {
      title: 'Go to',
      items: pages.map(({ href, label, Icon }) => ({
        id: `page ${href}`,
        href,
        content: (
          <>
            <Icon className="size-4 shrink-0 text-ink-dim" aria-hidden="true" />
            {label}
          </>
        ),
      })),
    },
    { title: 'Actions', items: actions.filter(({ label }) => hasWords(label, text)) },
  ];
  return groups.filter(({ items }) => items.length > 0);
}
