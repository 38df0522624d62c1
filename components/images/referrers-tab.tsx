'use client';

import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import type { ReferrerTree } from '@/lib/dashboard/images/manifest-contracts';
import { referrersQuery } from '@/lib/dashboard/images/manifest-queries';
import { referrerGroups } from '@/lib/dashboard/images/referrer-groups';
import { plainText } from '@/lib/dashboard/plain-text';
import { tagPath } from '@/lib/dashboard/repository-path';
import { LoadError } from '../feedback/load-error';
import { Notice } from '../feedback/notice';
import { useRegistryAddress } from '../layout/registry-address';
import { KindIcon, kindLabel } from '../tags/kind-icon';
import { CommandLine } from '../ui/command-line';
import { Size } from '../ui/size';
import { ManifestLink } from './manifest-link';
import { Panel } from './panel';

const indents = ['', 'pl-10', 'pl-16', 'pl-22'] as const;

/** What refers to a manifest: signatures, SBOMs, attestations, and whatever else, as a tree. */
export function ReferrersTab({ repository, digest }: { repository: string; digest: string }) {
  const { data, error, isFetching, refetch } = useQuery(referrersQuery(repository, digest));
  const { host } = useRegistryAddress();
  if (error && !data)
    return <LoadError what="Referrers" error={error} retrying={isFetching} onRetry={() => void refetch()} />;
  if (!data) return <div role="status" aria-label="Loading referrers" className="skeleton h-40" />;
  if (data.referrers.length === 0)
    return (
      <Notice Icon={ShieldCheck} title="Nothing refers to this manifest">
        <p>Signatures, SBOMs and attestations appear here once they are pushed, for example by cosign.</p>
        <div className="mt-4 text-left">
          <CommandLine name="sign" command={`cosign sign ${host}/${repository}@${digest}`} />
        </div>
      </Notice>
    );
  return (
    <Panel
      title={`${data.referrers.length}${data.more ? '+' : ''} ${data.referrers.length === 1 ? 'referrer' : 'referrers'}`}
      aside={
        data.referrers.some(({ kind }) => kind === 'signature') && 'Signatures are present, not checked here'
      }
    >
      {referrerGroups(data.referrers).map(({ title, count, referrers }) => (
        <section key={title} aria-label={title} className="border-line border-b last:border-b-0">
          <h3 className="flex items-baseline gap-2 border-line border-b bg-sunken px-4 py-1.5 font-medium text-meta">
            {title}
            <span className="text-ink-dim tabular-nums">{count.toLocaleString('en')}</span>
          </h3>
          <ul>
            {referrers.map((referrer) => (
              <Referrer key={referrer.digest} repository={repository} root={digest} referrer={referrer} />
            ))}
          </ul>
        </section>
      ))}
    </Panel>
  );
}

interface ReferrerProps {
  repository: string;
  /** The manifest that is looked at. */
  root: string;
  referrer: ReferrerTree['referrers'][number];
}

function Referrer({ repository, root, referrer }: ReferrerProps) {
  const { digest, depth, kind, artifactType, bytes, created, subject, tag } = referrer;
  return (
    <li
      data-row
      className={`border-line border-b px-4 py-2 text-table last:border-b-0 ${indents[depth] ?? ''}`}
    >
      <div className="flex flex-wrap items-center gap-x-3">
        <KindIcon kind={kind} />
        <span className="font-medium" aria-hidden="true">
          {kindLabel(kind)}
        </span>
        <ManifestLink
          repository={repository}
          digest={digest}
          tab={kind === 'image' || kind === 'index' ? 'overview' : 'content'}
        />
        <span className="ml-auto">
          <Size bytes={bytes} />
        </span>
      </div>
      <p className="mt-0.5 text-ink-dim text-meta [overflow-wrap:anywhere]">
        <bdi>{plainText(artifactType ?? 'no artifact type')}</bdi>
        {created !== null && <bdi> · {plainText(created)}</bdi>}
        {tag !== null && (
          <>
            {' · by the tag '}
            <Link
              href={tagPath(repository, tag)}
              prefetch={false}
              className="font-mono text-accent-ink underline underline-offset-2"
            >
              {tag}
            </Link>
          </>
        )}
      </p>
      {depth === 0 && subject !== root && (
        <p className="flex flex-wrap items-center gap-x-2 text-ink-soft text-meta">
          About a platform: <ManifestLink repository={repository} digest={subject} />
        </p>
      )}
    </li>
  );
}
