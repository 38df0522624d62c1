import { Fragment } from 'react';

/** A sentence in which what stands between backticks is shown as what one types. */
export function Ticked({ text }: { text: string }) {
  return text.split('`').map((part, at) => {
    const key = `${at} ${part}`;
    return at % 2 === 0 ? (
      <Fragment key={key}>{part}</Fragment>
    ) : (
      <code key={key} className="rounded-[4px] bg-sunken px-1 font-mono text-meta">
        {part}
      </code>
    );
  });
}
