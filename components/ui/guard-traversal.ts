/**
 * Has Back and Forward ask first where they would take this page away. Another document is not asked about here: before
 * it comes, `beforeunload` is. Browsers without the Navigation API (Firefox before 147, Safari before 26.2) do not ask.
 * @param ask gets what is to be done when it may be lost: going where the person wanted, however many steps away it is
 * @returns what ends that
 */
export function guardTraversal(ask: (go: () => void) => void): () => void {
  if (!('navigation' in window)) return () => undefined;
  const { navigation } = window;
  let isComingBack = false;
  const onNavigate = (event: NavigateEvent) => {
    const { destination, navigationType, cancelable } = event;
    const isElsewhere = new URL(destination.url).pathname !== window.location.pathname;
    if (navigationType !== 'traverse' || !destination.sameDocument || isComingBack || !isElsewhere) return;
    const question = () => ask(() => void navigation.traverseTo(destination.key));
    if (cancelable) {
      event.preventDefault();
      question();
      return;
    }
    // A browser lets only one be stopped for each time that something was pressed in the page: of the next, the page
    // comes back before anything hears that it had left.
    isComingBack = true;
    comeBack(navigation.currentEntry?.key, () => {
      isComingBack = false;
      question();
    });
  };
  navigation.addEventListener('navigate', onNavigate);
  return () => navigation.removeEventListener('navigate', onNavigate);
}

/** Undoes the step that is under way, and hides it from the router, which listens to the same event later than this. */
function comeBack(key: string | undefined, onThere: () => void): void {
  if (key === undefined) return;
  const { navigation } = window;
  const onPopState = (event: PopStateEvent) => {
    event.stopImmediatePropagation();
    if (navigation.currentEntry?.key !== key) {
      navigation.traverseTo(key);
      return;
    }
    window.removeEventListener('popstate', onPopState, true);
    onThere();
  };
  window.addEventListener('popstate', onPopState, true);
}
