import { digestFace } from '@/lib/dashboard/digest-face';
import type { TrackCell } from '@/lib/dashboard/tags/tag-tracks';

const laneWidth = 10;
const height = 40;

/** What runs through one row: the lines of digests that several tags share. The digest stands beside it as text. */
export function TagTrack({ cells, lanes }: { cells: readonly TrackCell[]; lanes: number }) {
  const width = Math.max(lanes * laneWidth, 1);
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className="hidden md:block"
      aria-hidden="true"
    >
      {cells.map(({ digest, lane, above, below, dot }) => {
        const x = lane * laneWidth + laneWidth / 2;
        return (
          <g key={digest} className="digest-hue" data-hue={digestFace(digest).hue}>
            <path
              d={`M${x} ${above ? 0 : height / 2}V${below ? height : height / 2}`}
              stroke="currentColor"
              strokeWidth="2"
            />
            {dot && <circle cx={x} cy={height / 2} r="4" fill="currentColor" />}
          </g>
        );
      })}
    </svg>
  );
}
