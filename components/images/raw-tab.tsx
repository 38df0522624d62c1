'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { jsonPieces } from '@/lib/dashboard/images/json-pieces';
import type { ManifestView } from '@/lib/dashboard/images/manifest-contracts';
import { rawManifestQuery } from '@/lib/dashboard/images/manifest-queries';
import { plainText } from '@/lib/dashboard/plain-text';
import { manifestPath } from '@/lib/dashboard/repository-path';
import { LoadError } from '../feedback/load-error';
import { CopyButton } from '../ui/copy-button';
import { Panel } from './panel';

/** The manifest as it was pushed; each digest in it leads to what it names. */
export function RawTab({ view }: { view: ManifestView }) {
  const { repository, digest } = view;
  const { data, error, isFetching, refetch } = useQuery(rawManifestQuery(repository, digest));
  if (error && !data)
    return (
      <LoadError what="The manifest" error={error} retrying={isFetching} onRetry={() => void refetch()} />
    );
  if (!data) return <div role="status" aria-label="Loading the manifest" className="skeleton h-80" />;
  const { pieces, cutCharacters } = jsonPieces(data.text);
  return (
    <Panel
      title="Manifest"
      aside={
        <CopyButton
          text={data.text}
          label="Copy the manifest as it was pushed"
          done="Manifest copied"
          className="px-2"
        >
          Copy as pushed
        </CopyButton>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also for who has no mouse. */}
      <pre tabIndex={0} className="overflow-x-auto p-4 font-mono text-meta leading-5">
        {pieces.map((piece, at) =>
          piece.digest ? (
            <Link
              // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never move.
              key={at}
              href={addressOf(view, piece.text)}
              prefetch={false}
              className="text-accent-ink underline underline-offset-2"
            >
              {piece.text}
            </Link>
          ) : (
            plainText(piece.text)
          ),
        )}
      </pre>
      {cutCharacters > 0 && (
        <p className="border-line border-t px-4 py-2 text-ink-soft text-table">
          {cutCharacters.toLocaleString('en')} more characters are not shown. Copy the manifest to read them.
        </p>
      )}
    </Panel>
  );
}

/** Where a digest leads: blobs have no page of their own, but a place in this one. */
function addressOf({ repository, digest, config, layers }: ManifestView, named: string): string {
  if (named === config?.digest) return manifestPath(repository, digest, 'config');
  if (layers.some((layer) => layer.digest === named)) return manifestPath(repository, digest, 'layers');
  return manifestPath(repository, named);
}
