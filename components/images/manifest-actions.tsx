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
import { ActionMenu, type MenuAction } from '../ui/action-menu';
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

/**
 * What can be done with a manifest, and with the tag by which it was asked for. On narrow screens, what is done most has
 * buttons, and the rest is in a menu.
 */
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
  const others: MenuAction[] = [];
  if (rights.push || rights.retag)
    others.push({ word: 'Point a tag here', Icon: ArrowRightLeft, onChoose: () => setAsked('retag') });
  if (rights.administer && tag && (tag.protection !== null || tag.guard === null))
    others.push({
      word: tag.protection ? 'Lift protection' : 'Protect',
      Icon: tag.protection ? LockOpen : Lock,
      onChoose: changeProtection,
    });
  if (rights.delete && tag)
    others.push({ word: 'Delete tag', Icon: Trash2, onChoose: () => setAsked('delete tag') });
  if (rights.delete)
    others.push({ word: 'Delete manifest', Icon: Trash2, onChoose: () => setAsked('delete manifest') });
  // One more has room on every screen.
  const areFolded = others.length > 1;
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Action Icon={GitCompareArrows} isOpen={isComparing} onClick={onCompare}>
          Compare with…
        </Action>
        {others.map(({ word, Icon, onChoose }) => (
          <Action
            key={word}
            Icon={Icon}
            onClick={onChoose}
            className={areFolded ? 'max-md:hidden' : undefined}
          >
            {word}
          </Action>
        ))}
        <Action Icon={Download} onClick={() => setAsked('pull')}>
          Pull
        </Action>
        {areFolded && <ActionMenu actions={others} className="md:hidden" />}
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
  className?: string | undefined;
  children: string;
}

function Action({ Icon, isOpen, onClick, className, children }: ActionProps) {
  return (
    <button
      type="button"
      className={buttonClass('plain', className)}
      aria-expanded={isOpen}
      onClick={onClick}
    >
      <Icon className="size-3.5" aria-hidden="true" />
      {children}
    </button>
  );
}
