'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import type { TrashEntry } from '@/lib/dashboard/administration/trash-contract';
import { trashYieldQuery } from '@/lib/dashboard/administration/trash-queries';
import { shortName, typedName } from '@/lib/dashboard/administration/trash-words';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { sizeText } from '@/lib/dashboard/size-words';
import { TypedConfirm } from '../administration/typed-confirm';

interface PurgeDialogProps {
  entry: TrashEntry;
  onDone: (said: string) => void;
  onClose: () => void;
}

/** Asks before one deletion becomes final, and says what comes free. */
export function PurgeDialog({ entry, onDone, onClose }: PurgeDialogProps) {
  const frees = useQuery(trashYieldQuery(entry.id));
  const name = shortName(entry);
  const purge = useMutation({
    mutationFn: () => sendJson('DELETE', `/api/v1/trash/${entry.id}`),
    onSuccess: () => onDone(`${name} is gone for good.`),
  });
  return (
    <TypedConfirm
      title={`Purge ${name}?`}
      word={typedName(entry)}
      action="Purge for good"
      doing="Purging"
      isDoing={purge.isPending}
      problem={purge.error}
      onConfirm={() => purge.mutate()}
      onClose={onClose}
    >
      It can not be restored afterwards. {freesWords(entry, frees.data?.freeBytes)}
    </TypedConfirm>
  );
}

function freesWords({ kind, bytes }: TrashEntry, freeBytes: number | undefined): string {
  if (kind === 'tag')
    return 'The manifest stays where it is; once no tag reaches it, a collection may take it.';
  if (freeBytes === undefined) return 'What comes free is being counted.';
  const stays = bytes - freeBytes;
  if (stays <= 0) return `It frees ${sizeText(freeBytes)} now.`;
  return `It frees ${sizeText(freeBytes)} now; ${sizeText(stays)} stay for now, because repositories or other deletions hold the same content.`;
}
