import type { ManifestView } from '@/lib/dashboard/images/manifest-contracts';
import { plainText } from '@/lib/dashboard/plain-text';
import { Size } from '../ui/size';
import { ManifestLink } from './manifest-link';
import { Omitted } from './omitted';
import { Panel } from './panel';

/** The children of an index by their platform; what says something of a child stands under it. */
export function PlatformMatrix({
  view: { repository, children, childrenOmitted, looseAttestations, attestationsOmitted },
}: {
  view: ManifestView;
}) {
  const count = children.length + childrenOmitted;
  return (
    <Panel title={`${count.toLocaleString('en')} ${count === 1 ? 'platform' : 'platforms'}`}>
      <ul>
        {children.map(({ digest, platform, bytes, isThere, attestations, mediaType }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a child may come twice, and their order never changes.
          <li data-row key={at} className="border-line border-b px-4 py-2 text-table last:border-b-0">
            <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 sm:grid-cols-[minmax(0,14rem)_minmax(0,1fr)_auto]">
              <bdi className="min-w-0 font-medium [overflow-wrap:anywhere]">
                {plainText(platform ?? mediaType)}
              </bdi>
              <span className="max-sm:order-3">
                <ManifestLink repository={repository} digest={digest} />
              </span>
              <span className="text-right">
                {isThere ? (
                  bytes !== null && <Size bytes={bytes} />
                ) : (
                  <span className="font-medium text-amber text-meta">referenced, not stored</span>
                )}
              </span>
            </div>
            {attestations.length > 0 && (
              <Attestations repository={repository} digests={attestations} words="Attested by" />
            )}
          </li>
        ))}
        {looseAttestations.length > 0 && (
          <li className="px-4 py-2">
            <Attestations
              repository={repository}
              digests={looseAttestations}
              words="Attestations of others"
            />
          </li>
        )}
      </ul>
      <Omitted count={childrenOmitted + attestationsOmitted} />
    </Panel>
  );
}

function Attestations({
  repository,
  digests,
  words,
}: {
  repository: string;
  digests: string[];
  words: string;
}) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 text-ink-dim text-meta">
      {words}
      {digests.map((digest) => (
        <ManifestLink key={digest} repository={repository} digest={digest} tab="content" />
      ))}
    </div>
  );
}
