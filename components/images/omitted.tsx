/** Says how many more a manifest names than are shown; its raw text has all of them. */
export function Omitted({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <p className="border-line border-t px-4 py-2.5 text-ink-dim text-meta">
      And {count.toLocaleString('en')} more, in the raw manifest.
    </p>
  );
}
