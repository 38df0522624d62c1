'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useState } from 'react';
import { ConfirmDialog } from './confirm-dialog';
import { guardTraversal } from './guard-traversal';
import { guardLeaving, leave } from './leaving';

/**
 * Asks before something that was typed is lost: by a link, a key, the search, Back, Forward, or because the page is
 * closed or loaded anew.
 * @param isUnsaved whether there is something to lose
 * @returns the question, to be shown beside what is typed
 */
export function useUnsaved(isUnsaved: boolean): ReactNode {
  const router = useRouter();
  /** What is to be done when it may be lost. */
  const [leaving, setLeaving] = useState<() => void>();
  const [mayLeave, setMayLeave] = useState(false);
  const isGuarded = isUnsaved && !mayLeave;
  useEffect(() => {
    if (!isGuarded) return;
    const ask = (go: () => void) => setLeaving(() => go);
    const onClick = (event: MouseEvent) => {
      const path = pathOfClick(event);
      if (path === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      leave(() => router.push(path));
    };
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    guardLeaving(ask);
    const endTraversals = guardTraversal(ask);
    // On the window: what stands below it listens on the document.
    window.addEventListener('click', onClick, true);
    window.addEventListener('beforeunload', onUnload);
    return () => {
      guardLeaving(undefined);
      endTraversals();
      window.removeEventListener('click', onClick, true);
      window.removeEventListener('beforeunload', onUnload);
    };
  }, [isGuarded, router]);
  // Only when nothing listens any more that would ask again.
  useEffect(() => {
    if (mayLeave) leaving?.();
  }, [mayLeave, leaving]);
  // What has been saved meanwhile needs no answer.
  if (!isGuarded || !leaving) return null;
  return (
    <ConfirmDialog
      title="Leave without saving?"
      action="Leave"
      doing="Leaving"
      isDoing={false}
      problem={undefined}
      onConfirm={() => setMayLeave(true)}
      onClose={() => setLeaving(undefined)}
    >
      What you typed on this page is kept nowhere else.
    </ConfirmDialog>
  );
}

/** Where a click leads that would replace this page; undefined when it leads nowhere, or the page stays. */
function pathOfClick(event: MouseEvent): string | undefined {
  const { button, metaKey, ctrlKey, shiftKey, altKey, target } = event;
  const link = target instanceof Element ? target.closest<HTMLAnchorElement>('a[href]') : null;
  if (!link || button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return undefined;
  const { origin, pathname, search, hash } = new URL(link.href);
  const isElsewhere = (link.target !== '' && link.target !== '_self') || link.hasAttribute('download');
  // The browser asks itself before another origin comes.
  if (isElsewhere || origin !== window.location.origin || pathname === window.location.pathname)
    return undefined;
  return pathname + search + hash;
}
