const id = 'announcer';

/** The one place where `announce` speaks. */
export function Announcer() {
  return <div id={id} role="status" className="sr-only" />;
}

/** Says a sentence to a screen reader, for feedback that is otherwise only seen. */
export function announce(sentence: string): void {
  const element = document.getElementById(id);
  if (!element) return;
  // The same sentence twice is a change only if something differs: a no-break space at its end.
  element.textContent = element.textContent === sentence ? `${sentence}\u00a0` : sentence;
}
