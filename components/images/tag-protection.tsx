'use client';

import { useQuery } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { useState } from 'react';
import { tagProtectionQuery } from '@/lib/dashboard/changes/send-protection';
import { refreshMs } from '@/lib/dashboard/list-queries';
import type { RepositoryRights } from '@/lib/dashboard/tags/tag-contracts';
import { ProtectionButton } from '../changes/protection-button';
import { ProtectionToast } from '../changes/protection-toast';
import { useProtection } from '../changes/use-protection';
import { InlineProblem } from '../feedback/inline-problem';
import { problemOf } from '../feedback/load-error';
import { useRefreshMs } from '../layout/live';

interface TagProtectionProps {
  repository: string;
  tag: string;
  rights: RepositoryRights;
}

/** What forbids to delete the tag whose page this is, and the way to protect it or to lift that. */
export function TagProtection({ repository, tag, rights }: TagProtectionProps) {
  const { data } = useQuery({
    ...tagProtectionQuery(repository, tag),
    refetchInterval: useRefreshMs(refreshMs),
  });
  const change = useProtection(repository, tag);
  const [isTold, setTold] = useState(false);
  if (!data) return null;
  const words = data.guardWords;
  const mayChange = rights.administer && (data.protection !== null || data.guard === null);
  if (words === null && !mayChange) return null;
  return (
    <div className="mb-6 flex flex-wrap items-center gap-x-3 gap-y-2 text-table">
      {words !== null && (
        <p className="flex min-w-0 items-start gap-1.5 text-ink-soft [overflow-wrap:anywhere]">
          <Lock className="mt-0.5 size-3.5 shrink-0" aria-hidden="true" />
          <span>The tag cannot be deleted: {words}</span>
        </p>
      )}
      {mayChange && (
        <ProtectionButton
          isProtected={data.protection !== null}
          isDoing={change.isPending}
          onChange={(isProtected) => change.mutate(isProtected, { onSuccess: () => setTold(true) })}
        />
      )}
      {change.error && !isTold && <InlineProblem>{problemOf(change.error)}</InlineProblem>}
      {isTold && <ProtectionToast tag={tag} change={change} onClose={() => setTold(false)} />}
    </div>
  );
}
