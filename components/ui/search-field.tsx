'use client';

import { LoaderCircle, Search, X } from 'lucide-react';
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useSingleKeys } from '../shortcuts/single-keys';

const settleMs = 150;

interface SearchFieldProps {
  /** What the URL searches for. */
  query: string;
  /** Whether the answer is still on its way. */
  busy: boolean;
  /** What is searched: "Search repositories". */
  label: string;
  /** What may be written, where that is more than the label tells. */
  forms?: string;
  lengthMax: number;
  /** The address of the search for a text. */
  hrefOf: (text: string) => string;
}

/**
 * A search field. What is typed moves into the URL, and from there into the list, when typing pauses. The key `/` leads
 * to it from anywhere that nothing is typed in.
 */
export function SearchField({ query, busy, label, forms, lengthMax, hrefOf }: SearchFieldProps) {
  const [draft, setDraft] = useState(query);
  const [seen, setSeen] = useState(query);
  const [sent, setSent] = useState<string[]>([]);
  const hasKey = useSingleKeys();
  const input = useRef<HTMLInputElement>(null);
  const href = useRef(hrefOf);
  useEffect(() => {
    href.current = hrefOf;
  }, [hrefOf]);

  // What the field itself sent to the URL comes back later, perhaps after more was typed, and changes nothing.
  // Any other change is Back, Forward or a link: the field follows it.
  if (query !== seen) {
    setSeen(query);
    const at = sent.indexOf(query);
    setSent(at === -1 ? [] : sent.slice(at + 1));
    if (at === -1) setDraft(query);
  }

  const show = useCallback((text: string) => {
    // Once is enough: a second change of the URL would undo a navigation that began after the first.
    if ((new URLSearchParams(window.location.search).get('q') ?? '') === text) return;
    setSent((before) => [...before, text]);
    window.history.replaceState(null, '', href.current(text));
  }, []);

  useEffect(() => {
    const wanted = draft.trim();
    if (wanted === query) return;
    const timer = setTimeout(() => show(wanted), settleMs);
    return () => clearTimeout(timer);
  }, [draft, query, show]);

  const clear = () => {
    setDraft('');
    show('');
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && draft !== '') clear();
    if (event.key === 'ArrowDown') document.querySelector<HTMLElement>('[data-row-link]')?.focus();
  };

  return (
    <search className="relative block min-w-0 flex-1">
      <form onSubmit={(event) => event.preventDefault()}>
        <Search
          className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-dim"
          aria-hidden="true"
        />
        <input
          ref={input}
          type="search"
          name="q"
          value={draft}
          maxLength={lengthMax}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
          // Before the focus moves on, or the late change of the URL would undo the click on a link.
          onBlur={() => show(draft.trim())}
          aria-label={label}
          aria-keyshortcuts={hasKey ? '/' : undefined}
          placeholder={forms ?? label}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className="h-9 w-full rounded-control border border-edge bg-surface pr-20 pl-9 text-body placeholder:text-ink-dim"
        />
        <span className="absolute top-1 right-1 flex h-7 items-center gap-1">
          {busy && <LoaderCircle className="late size-4 animate-spin text-ink-dim" aria-hidden="true" />}
          {draft === '' ? (
            hasKey && (
              <span className="mr-2 hidden text-ink-dim text-meta sm:block" aria-hidden="true">
                /
              </span>
            )
          ) : (
            <button
              type="button"
              onClick={clear}
              aria-label="Clear search"
              className="flex size-7 items-center justify-center rounded-control text-ink-dim transition-colors hover:bg-sunken hover:text-ink"
            >
              <X className="size-4" aria-hidden="true" />
            </button>
          )}
        </span>
      </form>
    </search>
  );
}
