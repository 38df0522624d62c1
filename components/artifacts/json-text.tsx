import { jsonPieces } from '@/lib/dashboard/images/json-pieces';
import { plainText } from '@/lib/dashboard/plain-text';
import { Panel } from '../images/panel';
import { scrollable } from '../ui/scrollable';

/** A JSON document as it was pushed, folded until somebody wants to read it. */
export function JsonText({ text }: { text: string }) {
  const { pieces } = jsonPieces(text);
  return (
    <details className="mb-6">
      <summary className="w-fit cursor-pointer rounded-control text-accent-ink text-table underline underline-offset-2">
        Show its JSON
      </summary>
      <div className="mt-3">
        <Preformatted title="JSON" text={pieces.map((piece) => piece.text).join('')} />
      </div>
    </details>
  );
}

const shownMax = 256 * 1024;

/** A text of a stranger, letter by letter, under a heading. */
export function Preformatted({ title, text }: { title: string; text: string }) {
  return (
    <Panel title={title}>
      <PlainBox text={text} />
    </Panel>
  );
}

/** A text of a stranger, letter by letter. */
export function PlainBox({ text }: { text: string }) {
  const cut = text.length - shownMax;
  return (
    <>
      <pre
        {...scrollable}
        className="max-h-[36rem] overflow-auto whitespace-pre-wrap p-4 font-mono text-meta leading-5 [overflow-wrap:anywhere]"
      >
        {plainText(text.slice(0, shownMax))}
      </pre>
      {cut > 0 && (
        <p className="border-line border-t px-4 py-2 text-ink-soft text-table">
          {cut.toLocaleString('en')} more characters are not shown.
        </p>
      )}
    </>
  );
}
