'use client';

import { useRouter } from 'next/navigation';
import type { ComparedSide, Comparison } from '@/lib/dashboard/compare/compare-contracts';
import { plainText } from '@/lib/dashboard/plain-text';
import { ManifestLink } from '../images/manifest-link';
import { kindLabel } from '../tags/kind-icon';
import { controlClass } from '../ui/field';
import { Size } from '../ui/size';

interface CompareSidesProps {
  comparison: Comparison;
  /** The address that compares them for another platform. */
  hrefOf: (platform: string) => string;
}

/** Which two are compared, and what it takes to get from the first to the second. */
export function CompareSides({ comparison, hrefOf }: CompareSidesProps) {
  const { a, b, platforms, platform, download } = comparison;
  const router = useRouter();
  return (
    <section aria-label="What is compared" className="mb-6">
      <div className="grid gap-3 lg:grid-cols-2">
        <Side word="From" side={a} />
        <Side word="To" side={b} />
      </div>
      <div className="mt-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-box border border-line bg-surface px-4 py-3">
        <p className="text-table">
          {download.bytes === 0 ? (
            'Whoever has the first has all of the second.'
          ) : (
            <>
              Whoever has the first downloads{' '}
              <span className="font-semibold">
                <Size bytes={download.bytes} />
              </span>{' '}
              to get the second
              <span className="text-ink-dim">
                {' '}
                · {download.layers} {download.layers === 1 ? 'layer' : 'layers'} of{' '}
                {b.layers.length + b.layersOmitted}
              </span>
            </>
          )}
        </p>
        {platforms.length > 1 && (
          <label className="flex items-center gap-2 text-ink-soft text-table">
            Platform
            <select
              value={platform ?? ''}
              onChange={(event) => router.replace(hrefOf(event.target.value))}
              className={controlClass('max-w-56')}
            >
              {platforms.map((one) => (
                <option key={one} value={one}>
                  {plainText(one)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
    </section>
  );
}

function Side({ word, side }: { word: string; side: ComparedSide }) {
  const { repository, asked, digest, tags, kind, platform, contentBytes } = side;
  return (
    <div className="min-w-0 rounded-box border border-line bg-surface px-4 py-3">
      <p className="text-ink-dim text-meta">{word}</p>
      <h2 className="font-semibold text-body [overflow-wrap:anywhere]">
        {repository}
        {tags.length > 0 && (
          <span className="ml-2 font-mono font-normal text-ink-soft text-table">{tags.join(', ')}</span>
        )}
      </h2>
      <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-soft text-table">
        <ManifestLink repository={repository} digest={asked} />
        <span>{kindLabel(kind)}</span>
        {platform !== null && <bdi className="[overflow-wrap:anywhere]">{plainText(platform)}</bdi>}
        <Size bytes={contentBytes} />
      </div>
      {asked !== digest && (
        <div className="mt-1 flex flex-wrap items-center gap-x-3 text-ink-dim text-meta">
          in it <ManifestLink repository={repository} digest={digest} />
        </div>
      )}
    </div>
  );
}
