'use client';

import { useMutation } from '@tanstack/react-query';
import { counted } from '@/lib/dashboard/administration/counted';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { sizeText } from '@/lib/dashboard/size-words';
import { TypedConfirm } from '../administration/typed-confirm';

const contracts = () => import('@/lib/dashboard/administration/trash-contract');

interface EmptyDialogProps {
  /**
   * The newest deletion that was shown when the dialog was asked for: what is deleted after it stays. The page behind
   * goes on refreshing, so this and the figures are those of that moment.
   */
  newest: string;
  entries: number;
  bytes: number;
  onDone: (said: string) => void;
  onClose: () => void;
}

/** Asks before all deletions become final. */
export function EmptyDialog({ newest, entries, bytes, onDone, onClose }: EmptyDialogProps) {
  const purge = useMutation({
    mutationFn: () =>
      sendJson('POST', '/api/v1/trash/purge', {
        body: { newest },
        answer: async () => (await contracts()).purgedAnswer,
      }),
    onSuccess: (purged) => onDone(`${counted(purged.entries, 'deletion')} went for good.`),
  });
  return (
    <TypedConfirm
      title="Empty the trash?"
      word="empty the trash"
      action={`Free ${sizeText(bytes)}`}
      doing="Emptying"
      isDoing={purge.isPending}
      problem={purge.error}
      onConfirm={() => purge.mutate()}
      onClose={onClose}
    >
      {counted(entries, 'deletion')} can not be restored afterwards, and {sizeText(bytes)} come free now. What
      somebody deletes meanwhile stays in the trash.
    </TypedConfirm>
  );
}
