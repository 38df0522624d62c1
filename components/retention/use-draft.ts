'use client';

import { useSearchParams } from 'next/navigation';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Draft } from '@/lib/dashboard/administration/draft-contract';
import type { DraftField } from '@/lib/dashboard/administration/draft-fields';
import { type DraftAddress, draftHref, readDraftAddress } from '@/lib/dashboard/administration/draft-queries';

/** How long typing pauses until the address, and with it what is asked, follows. */
const settleMs = 300;

interface DraftState {
  /** What stands in the fields. */
  fields: Draft;
  setField: (field: DraftField, text: string) => void;
  /** What the address says: what is simulated. */
  address: DraftAddress;
  /** Whether the fields say something else by now. */
  isTyping: boolean;
  /** Whether something was typed that nobody has saved. */
  isChanged: boolean;
}

/**
 * A policy that is being written. What is typed moves into the address when typing pauses, so that it can be shared;
 * another list or page of what it would do begins anew then.
 */
export function useDraft(): DraftState {
  const parameters = useSearchParams();
  const address = useMemo(() => readDraftAddress(Object.fromEntries(parameters)), [parameters]);
  const written = textOf(address.draft);
  const [fields, setFields] = useState<Draft>(address.draft);
  const [seen, setSeen] = useState(written);
  // What was there when the page came, and what Back or a link brought.
  const [begun, setBegun] = useState(written);
  const [sent, setSent] = useState<string[]>([]);
  const latest = useRef(address);
  useEffect(() => {
    latest.current = address;
  }, [address]);

  // What the fields themselves sent comes back later, perhaps after more was typed, and changes nothing. Any other
  // change is Back, Forward or a link: the fields follow it.
  if (written !== seen) {
    setSeen(written);
    const at = sent.indexOf(written);
    setSent(at === -1 ? [] : sent.slice(at + 1));
    if (at === -1) {
      setFields(address.draft);
      setBegun(written);
    }
  }

  const isTyping = textOf(fields) !== written;
  useEffect(() => {
    if (!isTyping) return;
    const settle = () => {
      stop();
      setSent((before) => [...before, textOf(fields)]);
      const view = { ...latest.current.view, from: undefined, repository: undefined };
      window.history.replaceState(null, '', draftHref({ draft: fields, view }));
    };
    const stop = () => {
      clearTimeout(timer);
      document.removeEventListener('focusout', settle);
    };
    const timer = setTimeout(settle, settleMs);
    // Whoever presses something else may leave the page: an address that followed then would keep them here.
    document.addEventListener('focusout', settle);
    return stop;
  }, [fields, isTyping]);

  const setField = (field: DraftField, text: string) => setFields((before) => ({ ...before, [field]: text }));
  return { fields, setField, address, isTyping, isChanged: textOf(fields) !== begun };
}

/** Two drafts are the same where this is: empty fields say nothing. */
function textOf(draft: Draft): string {
  const said = Object.entries(draft).filter(([, text]) => text !== undefined && text !== '');
  return JSON.stringify(said.sort(([a], [b]) => (a < b ? -1 : 1)));
}
