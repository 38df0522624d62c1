'use client';

import { Download, FolderOpen } from 'lucide-react';
import Link from 'next/link';
import { lazy, Suspense, useState } from 'react';
import { digestFace } from '@/lib/dashboard/digest-face';
import { blobDownloadPath } from '@/lib/dashboard/files/download-paths';
import type { FileLayer } from '@/lib/dashboard/files/file-contracts';
import { filesHref } from '@/lib/dashboard/files/files-address';
import type { LayerView, ManifestView, Sharing } from '@/lib/dashboard/images/manifest-contracts';
import { DigestChip } from '../digest/digest-chip';
import { Size } from '../ui/size';
import { HostileText } from './hostile-text';
import { LayerBar } from './layer-bar';
import { Omitted } from './omitted';
import { Panel } from './panel';

const LayerFigures = lazy(() =>
  import('../files/layer-figures').then(({ LayerFigures }) => ({ default: LayerFigures })),
);

const actionClass =
  'inline-flex h-6 items-center gap-1 rounded-control text-accent-ink underline-offset-2 hover:underline';

/** The layers of an image, from the bottom up: what made each, how large it is, and who else has it. */
export function LayersTab({ view }: { view: ManifestView }) {
  const { repository, digest, kind, layers, layersOmitted, historyMatches } = view;
  const [isAsked, setAsked] = useState(false);
  const [indexed, setIndexed] = useState<readonly FileLayer[]>([]);
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
        {kind === 'image' && (
          <div className="mt-3 text-ink-soft text-meta">
            {isAsked ? (
              <Suspense fallback={<p role="status">Asking for the files of all layers</p>}>
                <LayerFigures view={view} onLayers={setIndexed} />
              </Suspense>
            ) : (
              <p>
                How large the layers are unpacked, and how much of them is hidden in the end, is known once
                their files are read.{' '}
                <button
                  type="button"
                  onClick={() => setAsked(true)}
                  className="rounded-control text-accent-ink underline underline-offset-2"
                >
                  Read the files of all layers
                </button>
              </p>
            )}
          </div>
        )}
      </div>
      <ol>
        {layers.map((layer, at) => (
          <LayerRow
            // biome-ignore lint/suspicious/noArrayIndexKey: an image may have a layer twice, and their order never changes.
            key={at}
            layer={layer}
            number={at + 1}
            share={total === 0 ? 0 : layer.bytes / total}
            index={indexed.find(({ position }) => position === at + 1)?.index}
            filesPath={
              kind === 'image' && layer.isThere
                ? filesHref(repository, digest, { layer: layer.digest })
                : undefined
            }
            downloadPath={layer.isThere ? blobDownloadPath(repository, digest, layer.digest) : undefined}
          />
        ))}
      </ol>
      <Omitted count={layersOmitted} />
    </Panel>
  );
}

interface LayerRowProps {
  layer: LayerView;
  number: number;
  share: number;
  /** What was counted in it; absent where that is not known. */
  index: FileLayer['index'] | undefined;
  /** Where its files are shown, and where it can be saved from. */
  filesPath: string | undefined;
  downloadPath: string | undefined;
}

function LayerRow({ layer, number, share, index, filesPath, downloadPath }: LayerRowProps) {
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
          {index && <Unpacked index={index} />}
          {filesPath !== undefined && (
            <Link
              href={filesPath}
              prefetch={false}
              aria-label={`Open files of layer ${number}`}
              className={actionClass}
            >
              <FolderOpen className="size-3.5" aria-hidden="true" />
              Open files
            </Link>
          )}
          {downloadPath !== undefined && (
            <a href={downloadPath} download aria-label={`Download layer ${number}`} className={actionClass}>
              <Download className="size-3.5" aria-hidden="true" />
              Download
            </a>
          )}
        </div>
      </div>
      <div className="text-right">
        <Size bytes={bytes} />
        <p className="text-ink-dim text-meta tabular-nums">{percent(share)}</p>
      </div>
    </li>
  );
}

/** How large a layer is unpacked, and how much of that is not there in the end. */
function Unpacked({ index }: { index: NonNullable<FileLayer['index']> }) {
  const { uncompressedBytes, hiddenBytes } = index;
  return (
    <span>
      <Size bytes={uncompressedBytes} /> unpacked
      {hiddenBytes !== null && hiddenBytes > 0 && (
        <span className="text-ink-soft">
          , <Size bytes={hiddenBytes} /> hidden
        </span>
      )}
    </span>
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
