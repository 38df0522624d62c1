const id = 'copy-symbol';

/** The offer to copy, drawn once a page: a list shows it a hundred times. */
export function CopySymbolDefinition() {
  return (
    <svg className="hidden" aria-hidden="true">
      <symbol id={id} viewBox="0 0 24 24">
        <g fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round">
          <rect width="14" height="14" x="8" y="8" rx="2" />
          <path d="M4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2" />
        </g>
      </symbol>
    </svg>
  );
}

/** Shows the symbol. */
export function CopySymbol({ className }: { className: string }) {
  return (
    <svg className={className} aria-hidden="true">
      <use href={`#${id}`} />
    </svg>
  );
}
