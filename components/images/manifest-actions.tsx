'use client';

import {
  ArrowRightLeft,
  Download,
  GitCompareArrows,
  Lock,
  LockOpen,
  type LucideIcon,
  Trash2,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import { lazy, Suspense, useCallback, useState } from 'react';
import type { ManifestView } from '@/lib/dashboard/images/manifest-contracts';
import { repositoryPath } from '@/lib/dashboard/repository-path';
import { buttonClass } from '../ui/button';

const PullDialog = lazy(() =>
  import('../pull/pull-dialog').then(({ PullDialog }) => ({ default: PullDialog })),
);

const ManifestDeletion = lazy(() =>
  import('../changes/planned-deletion').then((changes) => ({ default: changes.ManifestDeletion })),
);

const TagActions = lazy(() =>
  import('../changes/tag-actions').then(({ TagActions }) => ({ default: TagActions })),
);

const ProtectTag = lazy(() =>
  import('../changes/protect-tag').then(({ ProtectTag }) => ({ default: ProtectTag })),
);

const Retag = lazy(() => import('../changes/retag-form').then(({ Retag }) => ({ default: Retag })));

interface ManifestActionsProps {
  view: ManifestView;
  isComparing: boolean;
  onCompare: () => void;
}

/** What can be done with a manifest, and with the tag by which it was asked for. */
export function ManifestActions({ view, isComparing, onCompare }: ManifestActionsProps) {
  const { repository, digest, kind, tag, rights } = view;
  const [asked, setAsked] = useState<'pull' | 'retag' | 'protect' | 'delete tag' | 'delete manifest'>();
  const close = useCallback(() => setAsked(undefined), []);
  const router = useRouter();
  // It can be changed again while it is still told what was done.
  const [turn, setTurn] = useState(0);
  const changeProtection = () => {
    setAsked('protect');
    setTurn(turn + 1);
  };
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Action Icon={GitCompareArrows} isOpen={isComparing} onClick={onCompare}>
          Compare with…
        </Action>
        {(rights.push || rights.retag) && (
          <Action Icon={ArrowRightLeft} onClick={() => setAsked('retag')}>
            Point a tag here
          </Action>
        )}
        {rights.administer && tag && (tag.protection !== null || tag.guard === null) && (
          <Action Icon={tag.protection ? LockOpen : Lock} onClick={changeProtection}>
            {tag.protection ? 'Lift protection' : 'Protect'}
          </Action>
        )}
        {rights.delete && tag && (
          <Action Icon={Trash2} onClick={() => setAsked('delete tag')}>
            Delete tag
          </Action>
        )}
        {rights.delete && (
          <Action Icon={Trash2} onClick={() => setAsked('delete manifest')}>
            Delete manifest
          </Action>
        )}
        <Action Icon={Download} onClick={() => setAsked('pull')}>
          Pull
        </Action>
      </div>
      <Suspense>
        {asked === 'retag' && (
          <Retag
            repository={repository}
            digest={digest}
            of={tag?.name ?? digest.slice(0, 19)}
            onClose={close}
          />
        )}
        {asked === 'protect' && tag && (
          <ProtectTag key={turn} repository={repository} tag={tag} onClose={close} />
        )}
        {asked === 'delete tag' && tag && (
          <TagActions
            repository={repository}
            tag={tag}
            rights={rights}
            nowMs={view.nowMs}
            begin="delete"
            onDeleted={() => router.push(repositoryPath(repository))}
            onClose={close}
          />
        )}
        {asked === 'delete manifest' && (
          <ManifestDeletion repository={repository} digest={digest} onClose={close} />
        )}
        {asked === 'pull' && (
          <PullDialog repository={repository} target={{ name: tag?.name, digest, kind }} onClose={close} />
        )}
      </Suspense>
    </>
  );
}

interface ActionProps {
  Icon: LucideIcon;
  /** Whether what it opens in the page is open. */
  isOpen?: boolean;
  onClick: () => void;
  children: string;
}

function Action({ Icon, isOpen, onClick, children }: ActionProps) {
  return (
    <button type="button" className={buttonClass('plain')} aria-expanded={isOpen} onClick={onClick}>
      <Icon className="size-3.5" aria-hidden="true" />
      {children}
    </button>
  );
}
