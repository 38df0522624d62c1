interface LineProps {
  path: string;
  className: string;
  isDashed?: boolean;
}

/** A line of a chart, as wide however the chart is stretched. */
export function Line({ path, className, isDashed = false }: LineProps) {
  return (
    <path
      d={path}
      className={`fill-none ${className}`}
      strokeWidth="2"
      strokeLinejoin="round"
      strokeDasharray={isDashed ? '5 4' : undefined}
      vectorEffect="non-scaling-stroke"
    />
  );
}

/** A line of no length with round ends: a circle however the chart is stretched. */
export function Dot({ x, y, className }: { x: number; y: number; className: string }) {
  return (
    <path
      d={`M${x} ${y}h0.001`}
      className={className}
      strokeWidth="8"
      strokeLinecap="round"
      vectorEffect="non-scaling-stroke"
    />
  );
}

/** A piece of a line, beside the word for it. */
export function Sample({ className, isDashed = false }: Omit<LineProps, 'path'>) {
  return (
    <svg viewBox="0 0 20 4" className="h-1 w-5" aria-hidden="true">
      <Line path="M0 2H20" className={className} isDashed={isDashed} />
    </svg>
  );
}
