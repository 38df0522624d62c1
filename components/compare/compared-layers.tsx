import type { ComparedLayer, Comparison } from '@/lib/dashboard/compare/compare-contracts';
import { digestFace } from '@/lib/dashboard/digest-face';
import { plainText } from '@/lib/dashboard/plain-text';
import { DigestChip } from '../digest/digest-chip';
import { HostileText } from '../images/hostile-text';
import { Omitted } from '../images/omitted';
import { Panel } from '../images/panel';
import { Size } from '../ui/size';

/** The layers of two manifests beside each other: those that both were built on, and what each has on top. */
export function ComparedLayers({ comparison: { a, b, sharedLayers } }: { comparison: Comparison }) {
  const shared = b.layers.slice(0, sharedLayers);
  const [onlyA, onlyB] = [a.layers.slice(sharedLayers), b.layers.slice(sharedLayers)];
  if (a.layers.length + b.layers.length === 0) return null;
  return (
    <Panel
      title="Layers"
      aside={sharedLayers === 0 ? 'No shared base' : `${sharedLayers} shared from the bottom up`}
    >
      {shared.length > 0 && (
        <section aria-label="Shared base" className="border-line border-b">
          <Title words="Shared base" layers={shared} />
          <ol>
            {shared.map((layer, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a layer may come twice, and their order never changes.
              <LayerRow key={at} layer={layer} number={at + 1} note={null} />
            ))}
          </ol>
        </section>
      )}
      <div className="grid divide-line max-lg:divide-y lg:grid-cols-2 lg:divide-x">
        <Side words="Only in the first" layers={onlyA} from={sharedLayers} note="also in the second" />
        <Side words="Only in the second" layers={onlyB} from={sharedLayers} note="also in the first" />
      </div>
      <Omitted count={a.layersOmitted + b.layersOmitted} />
    </Panel>
  );
}

interface SideProps {
  words: string;
  layers: readonly ComparedLayer[];
  /** How many lie below. */
  from: number;
  note: string;
}

function Side({ words, layers, from, note }: SideProps) {
  return (
    <section aria-label={words} className="min-w-0">
      <Title words={words} layers={layers} />
      {layers.length === 0 && <p className="px-4 pb-3 text-ink-dim text-table">No layers</p>}
      <ol>
        {layers.map((layer, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a layer may come twice, and their order never changes.
          <LayerRow key={at} layer={layer} number={from + at + 1} note={note} />
        ))}
      </ol>
    </section>
  );
}

function Title({ words, layers }: { words: string; layers: readonly ComparedLayer[] }) {
  return (
    <h3 className="flex items-baseline justify-between gap-x-4 px-4 pt-3 pb-1 font-medium text-table">
      {words}
      <span className="font-normal text-ink-dim text-meta">
        <Size bytes={layers.reduce((sum, { bytes }) => sum + bytes, 0)} />
      </span>
    </h3>
  );
}

function LayerRow({ layer, number, note }: { layer: ComparedLayer; number: number; note: string | null }) {
  const { digest, bytes, mediaType, command, isInOther } = layer;
  return (
    <li data-row className="grid grid-cols-[1.5rem_minmax(0,1fr)_auto] gap-x-3 px-4 py-2 text-table">
      <span
        className="digest-hue pt-px text-right text-ink-dim tabular-nums"
        data-hue={digestFace(digest).hue}
      >
        <span className="text-ink-dim">{number}</span>
      </span>
      <div className="min-w-0">
        <p className="font-mono text-meta leading-5">
          {command === null ? (
            <span className="text-ink-dim">{plainText(mediaType)}</span>
          ) : (
            <HostileText text={command} />
          )}
        </p>
        <div className="flex flex-wrap items-center gap-x-4 text-ink-dim text-meta">
          <DigestChip digest={digest} className="-ml-1.5" />
          {note !== null && isInOther && <span>{note}</span>}
        </div>
      </div>
      <Size bytes={bytes} />
    </li>
  );
}
