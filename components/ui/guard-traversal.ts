/** Whether a traversal is under way that nobody is to be asked about: several forms may ask on one page. */
let isSettled = false;

/**
 * Has Back and Forward ask first where they would take this page away. Another document is not asked about here: before
 * it comes, `beforeunload` is. Browsers without the Navigation API (Firefox before 147, Safari before 26.2) do not ask.
 * @param ask gets what is to be done when it may be lost: going where the person wanted, however many steps away it is
 * @returns what ends that
 */
export function guardTraversal(ask: (go: () => void) => void): () => void {
  if (!('navigation' in window)) return () => undefined;
  const { navigation } = window;
  const onNavigate = (event: NavigateEvent) => {
    const { destination, navigationType, cancelable, defaultPrevented } = event;
    const isElsewhere = new URL(destination.url).pathname !== window.location.pathname;
    if (navigationType !== 'traverse' || !destination.sameDocument || !isElsewhere) return;
    if (isSettled || defaultPrevented) return;
    const question = () => ask(() => void traverse(destination.key));
    // A browser lets only one be stopped for each time that something was pressed in the page. Of the next, the page comes
    // back before anything hears that it had left.
    if (cancelable) {
      event.preventDefault();
      question();
    } else comeBack(navigation.currentEntry?.key, question);
  };
  navigation.addEventListener('navigate', onNavigate);
  return () => navigation.removeEventListener('navigate', onNavigate);
}

/** Goes to an entry of the history, whoever would ask about that. */
async function traverse(key: string): Promise<void> {
  isSettled = true;
  try {
    await window.navigation.traverseTo(key).finished;
  } catch {
    // Something else was pressed meanwhile, and that has its own way.
  } finally {
    isSettled = false;
  }
}

/** Undoes the step that is under way, and hides it from the router, which listens to the same event later than this. */
function comeBack(key: string | undefined, onThere: () => void): void {
  if (key === undefined) return;
  const { navigation } = window;
  isSettled = true;
  const onPopState = (event: PopStateEvent) => {
    event.stopImmediatePropagation();
    if (navigation.currentEntry?.key !== key) {
      navigation.traverseTo(key);
      return;
    }
    window.removeEventListener('popstate', onPopState, true);
    isSettled = false;
    onThere();
  };
  window.addEventListener('popstate', onPopState, true);
}
