const tailLength = 10;

/**
 * A name that gives way in the middle where room is short, because both its ends tell names apart. The whole
 * name stays in the page, to be found and to be copied. A link around it says the name by its label: of two pieces, a
 * screen reader would make two words.
 */
export function MiddleTruncate({ text }: { text: string }) {
  if (text.length <= tailLength * 2)
    return (
      <span className="truncate" title={text}>
        {text}
      </span>
    );
  return (
    <span className="flex min-w-0 overflow-hidden" title={text}>
      <span className="truncate">{text.slice(0, -tailLength)}</span>
      <span className="shrink-0">{text.slice(-tailLength)}</span>
    </span>
  );
}
