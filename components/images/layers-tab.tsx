import { digestFace } from '@/lib/dashboard/digest-face';
import type { LayerView, ManifestView, Sharing } from '@/lib/dashboard/images/manifest-contracts';
import { DigestChip } from '../digest/digest-chip';
import { Size } from '../ui/size';
import { HostileText } from './hostile-text';
import { LayerBar } from './layer-bar';
import { Omitted } from './omitted';
import { Panel } from './panel';

/** The layers of an image, from the bottom up: what made each, how large it is, and who else has it. */
export function LayersTab({ view }: { view: ManifestView }) {
  const { layers, layersOmitted, historyMatches } = view;
  const count = layers.length + layersOmitted;
  const total = layers.reduce((sum, { bytes }) => sum + bytes, 0);
  if (layers.length === 0)
    return (
      <p className="rounded-box border border-line bg-surface px-6 py-12 text-center text-ink-soft text-table">
        This manifest names no layers.
      </p>
    );
  return (
    <Panel
      title={`${count.toLocaleString('en')} ${count === 1 ? 'layer' : 'layers'}`}
      aside={
        <>
          <Size bytes={total} /> compressed{layersOmitted > 0 && ', of those shown'}
        </>
      }
    >
      <div className="border-line border-b p-4">
        <LayerBar layers={layers} />
        {!historyMatches && (
          <p className="mt-3 text-ink-soft text-meta">
            The history in the config does not match the layers, so what made each is not known.
          </p>
        )}
      </div>
      <ol>
        {layers.map((layer, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an image may have a layer twice, and their order never changes.
          <LayerRow key={at} layer={layer} number={at + 1} share={total === 0 ? 0 : layer.bytes / total} />
        ))}
      </ol>
      <Omitted count={layersOmitted} />
    </Panel>
  );
}

function LayerRow({ layer, number, share }: { layer: LayerView; number: number; share: number }) {
  const { digest, bytes, command, mediaType, isThere, sharing } = layer;
  return (
    <li
      data-row
      className="grid grid-cols-[1.5rem_minmax(0,1fr)_auto] gap-x-3 border-line border-b px-4 py-2.5 text-table last:border-b-0"
    >
      <span className="digest-hue pt-px text-right tabular-nums" data-hue={digestFace(digest).hue}>
        <span className="text-ink-dim">{number}</span>
      </span>
      <div className="min-w-0">
        <p className="font-mono text-meta leading-5">
          {command === null ? (
            <span className="text-ink-dim">{mediaType}</span>
          ) : (
            <HostileText text={command} />
          )}
        </p>
        <div className="mt-0.5 flex flex-wrap items-center gap-x-4 text-ink-dim text-meta">
          <DigestChip digest={digest} className="-ml-1.5" />
          {!isThere && <span className="font-medium text-amber">referenced, not stored</span>}
          <SharedWith sharing={sharing} />
        </div>
      </div>
      <div className="text-right">
        <Size bytes={bytes} />
        <p className="text-ink-dim text-meta tabular-nums">{percent(share)}</p>
      </div>
    </li>
  );
}

/** Who else has a layer, of what the reader may pull from. */
function SharedWith({ sharing: { here, repositories, elsewhere, names, exact } }: { sharing: Sharing }) {
  if (here + elsewhere === 0) return <span>only here</span>;
  const parts = [
    here > 0 && `${here.toLocaleString('en')} other ${here === 1 ? 'manifest' : 'manifests'} here`,
    repositories > 0 &&
      `${elsewhere.toLocaleString('en')}${exact ? '' : '+'} in ${repositories.toLocaleString('en')}${exact ? '' : '+'} other ${repositories === 1 ? 'repository' : 'repositories'}`,
  ].filter((part) => part !== false);
  return <span title={names.join('\n')}>also in {parts.join(', ')}</span>;
}

function percent(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  return `${(share * 100).toFixed(1)} %`;
}
