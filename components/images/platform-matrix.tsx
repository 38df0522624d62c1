import { lazy, Suspense } from 'react';
import { counted } from '@/lib/dashboard/administration/counted';
import type { ManifestView } from '@/lib/dashboard/images/manifest-contracts';
import { stepKeys } from '@/lib/dashboard/images/platform-steps';
import { plainText } from '@/lib/dashboard/plain-text';
import { Size } from '../ui/size';
import { Attestations } from './attestations';
import { ManifestLink } from './manifest-link';
import { Omitted } from './omitted';
import { Panel } from './panel';

const PlatformGrid = lazy(() =>
  import('./platform-grid').then(({ PlatformGrid }) => ({ default: PlatformGrid })),
);

/** More are shown in groups, with a filter. */
const rowsMax = 16;

/** The children of an index by their platform; what says something of a child stands under it. */
export function PlatformMatrix({ view }: { view: ManifestView }) {
  const { repository, children, childrenOmitted, looseAttestations, attestationsOmitted } = view;
  const indexes = children.filter(({ isIndex }) => isIndex).length;
  const count = children.length - indexes + childrenOmitted;
  return (
    <Panel
      title={counted(count, 'platform')}
      aside={indexes > 0 && `in ${indexes === 1 ? 'an index' : `${indexes} indexes`} of this index`}
    >
      {indexes > 0 || children.length > rowsMax ? (
        <Suspense fallback={<div role="status" aria-label="Loading platforms" className="skeleton h-80" />}>
          <PlatformGrid view={view} />
        </Suspense>
      ) : (
        <PlatformRows view={view} />
      )}
      {looseAttestations.length > 0 && (
        <div className="border-line border-t px-4 py-2">
          <Attestations repository={repository} digests={looseAttestations} words="Attestations of others" />
        </div>
      )}
      <Omitted count={childrenOmitted + attestationsOmitted} />
    </Panel>
  );
}

function PlatformRows({ view: { repository, digest: index, children } }: { view: ManifestView }) {
  const keyOf = stepKeys(children);
  return (
    <ul>
      {children.map(({ digest, platform, bytes, isThere, attestations, mediaType }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a child may come twice, and their order never changes.
        <li data-row key={at} className="border-line border-b px-4 py-2 text-table last:border-b-0">
          <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 sm:grid-cols-[minmax(0,14rem)_minmax(0,1fr)_auto]">
            <bdi className="min-w-0 font-medium [overflow-wrap:anywhere]">
              {plainText(platform ?? mediaType)}
            </bdi>
            <span className="max-sm:order-3">
              <ManifestLink repository={repository} digest={digest} index={index} stepKey={keyOf(at)} />
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
    </ul>
  );
}
