'use client';

import { pullForms } from '@/lib/dashboard/image-commands';
import type { ContentKind } from '@/lib/dashboard/images/content-kinds';
import { useRegistryAddress } from '../layout/registry-address';
import { CommandLine } from '../ui/command-line';
import { Dialog } from '../ui/dialog';

interface PullDialogProps {
  repository: string;
  target: { name?: string; digest: string; kind: ContentKind };
  onClose: () => void;
}

/** Every way to get what a tag points to, each to copy. */
export function PullDialog({ repository, target, onClose }: PullDialogProps) {
  return (
    <Dialog title={`Pull ${target.name ?? 'this manifest'}`} onClose={onClose}>
      <PullForms repository={repository} target={target} />
    </Dialog>
  );
}

/** The list of them. */
export function PullForms({ repository, target }: Omit<PullDialogProps, 'onClose'>) {
  const { host } = useRegistryAddress();
  return (
    <dl className="grid gap-x-4 gap-y-2 sm:grid-cols-[5rem_minmax(0,1fr)]">
      {pullForms(host, repository, target, target.kind).map(({ name, text }) => (
        <div key={name} className="contents">
          <dt className="self-center text-ink-soft text-table max-sm:mt-1">{name}</dt>
          <dd className="min-w-0">
            <CommandLine command={text} name={name} kind={text.includes(' ') ? 'command' : 'file'} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
