import type { ReactNode } from 'react';
import { plainText } from '@/lib/dashboard/plain-text';
import type { TagRow } from '@/lib/dashboard/tags/tag-contracts';
import { DigestChip } from '../digest/digest-chip';
import { By, PullFacts } from '../pull/pull-facts';
import { SizeRange } from '../ui/size';
import { Time } from '../ui/time';

/** What the table of tags has no room for on a narrow screen. */
export function TagFacts({ tag, nowMs }: { tag: TagRow; nowMs: number }) {
  const { digest, platforms, bytes, pushedAtMs, pushedBy } = tag;
  return (
    <dl className="mb-4 grid gap-x-4 gap-y-1 border-line border-b pb-4 text-table sm:grid-cols-[5rem_minmax(0,1fr)]">
      <Fact name="Manifest">
        <DigestChip digest={digest} className="-ml-1.5" />
      </Fact>
      {platforms.length > 0 && (
        <Fact name="Platforms">
          <span className="flex flex-wrap gap-x-3">
            {[...new Set(platforms)].map((platform) => (
              <bdi key={platform} className="[overflow-wrap:anywhere]">
                {plainText(platform)}
              </bdi>
            ))}
          </span>
        </Fact>
      )}
      <Fact name="Size">
        <SizeRange {...bytes} />
      </Fact>
      <Fact name="Pushed">
        <Time atMs={pushedAtMs} nowMs={nowMs} />
        <By actor={pushedBy} />
      </Fact>
      <Fact name="Pulls">
        <PullFacts {...tag} nowMs={nowMs} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-ink-soft max-sm:mt-1">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
