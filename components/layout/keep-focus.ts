/** Where the focus was: enough to find the way back when that is gone. */
interface Place {
  element: HTMLElement;
  /** What it is and what it says, by which it is known again when it is drawn anew; empty where it says nothing. */
  likeness: string;
  /** What stood around it, from the inside out. */
  around: readonly Element[];
  /** The rows that it was in, from the inside out. */
  rows: readonly RowPlace[];
  pathname: string;
}

interface RowPlace {
  element: Element;
  list: Element;
  /** Its number in the list, and that of what had the focus among what can have it in the row. */
  index: number;
  stop: number;
}

/** How many places the way back goes: past all fields of a form to what opened it. */
const placesMax = 40;
const rowLike = '[data-row], li';
const stops =
  'a[href], button:not([disabled]), input:not([disabled], [type="hidden"]), select, textarea, summary, [tabindex="0"]';

let isKept = false;

/**
 * Keeps the focus in the page from now on. When what had it goes, as a row does that was deleted or a form that was
 * closed, the browser gives it to the body, and whoever uses the keyboard begins at the top of the page again. Then it goes
 * to the same thing, where that is drawn anew; to the row that follows; to where it was before; or else, as on another page,
 * to the heading.
 */
export function keepFocus(): void {
  if (isKept) return;
  isKept = true;
  let places: readonly Place[] = [];
  const remember = (element: EventTarget | null) => {
    if (!(element instanceof HTMLElement) || element === document.body) return;
    places = [placeOf(element), ...places.filter((place) => place.element !== element)].slice(0, placesMax);
  };
  remember(document.activeElement);
  document.addEventListener('focusin', ({ target }) => remember(target));
  new MutationObserver(() => {
    const [last] = places;
    if (last && !last.element.isConnected && document.activeElement === document.body) findBack(places);
  }).observe(document.body, { childList: true, subtree: true });
}

function placeOf(element: HTMLElement): Place {
  const around: Element[] = [];
  for (let outer = element.parentElement; outer && outer !== document.body; outer = outer.parentElement)
    around.push(outer);
  const rows = [element, ...around].flatMap((row) => {
    const list = row.parentElement;
    if (!list || !row.matches(rowLike)) return [];
    return {
      element: row,
      list,
      index: [...list.children].indexOf(row),
      stop: stopsIn(row).indexOf(element),
    };
  });
  return { element, likeness: likenessOf(element), around, rows, pathname: window.location.pathname };
}

/** Gives the focus to the first thing on the way back that takes it: in the dialog that is open, or in the page. */
function findBack(places: readonly Place[]): void {
  const dialog = [...document.querySelectorAll<HTMLElement>('dialog[open]')].at(-1);
  const page = dialog ?? document.getElementById('content');
  if (!page) return;
  for (const place of places) {
    if (place.pathname !== window.location.pathname) continue;
    for (const candidate of [place.element, ...sameAgain(place), ...place.rows.flatMap(nearIn)]) {
      if (page.contains(candidate) && take(candidate, candidate !== place.element)) return;
    }
  }
  // What is for screen readers alone can not show that it has the focus.
  const headings = [...page.querySelectorAll<HTMLElement>('h1, h2')].filter((one) => one.offsetWidth > 1);
  for (const place of [...headings.slice(0, 1), page]) {
    if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
    if (take(place, true)) return;
  }
}

/** @param isThere whether it is where one looks already: then the page does not move */
function take(element: HTMLElement, isThere: boolean): boolean {
  element.focus({ preventScroll: isThere });
  return document.activeElement === element;
}

/** The same thing, drawn anew where it was. */
function sameAgain({ element, likeness, around }: Place): HTMLElement[] {
  const outer = around.find((one) => one.isConnected);
  if (!outer || likeness === '') return [];
  return [...outer.querySelectorAll<HTMLElement>(element.tagName)].filter(
    (one) => likenessOf(one) === likeness,
  );
}

function likenessOf(element: HTMLElement): string {
  if (element.id) return element.id;
  const said = element.getAttribute('aria-label') ?? element.getAttribute('name');
  return said ?? (element.matches(stops) ? (element.textContent?.trim() ?? '') : '');
}

/** What else can have the focus in the row; when the row is gone, in the one that took its place, or in the last one. */
function nearIn({ element, list, index, stop }: RowPlace): HTMLElement[] {
  if (!list.isConnected) return [];
  const rows = [...list.children].filter((one) => one.matches(rowLike));
  const near = element.isConnected
    ? element
    : (rows.find((one) => one === list.children[index]) ?? rows.at(-1));
  if (!near) return [];
  const within = stopsIn(near);
  return within.slice(Math.min(Math.max(stop, 0), within.length - 1)).concat(within);
}

function stopsIn(row: Element): HTMLElement[] {
  const inside = [...row.querySelectorAll<HTMLElement>(stops)];
  return row instanceof HTMLElement && row.matches(stops) ? [row, ...inside] : inside;
}
