'use client';

import { useMutation } from '@tanstack/react-query';
import type { NewTokenAnswer, OwnToken } from '@/lib/dashboard/account/contracts';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { announce } from '../feedback/announcer';
import { ConfirmDialog } from '../ui/confirm-dialog';

const contracts = () => import('@/lib/dashboard/account/contracts');

interface RotateTokenProps {
  token: OwnToken;
  /** Where it is to be found: `/api/v1/tokens`. */
  path: string;
  /** Gets the token that stands in its place. */
  onRotated: (answer: NewTokenAnswer) => void;
  onClose: () => void;
}

/** Asks before a token gets another secret, for the old one ends at once. */
export function RotateToken({
  token: { id, label, createdAtMs, expiresAtMs },
  path,
  onRotated,
  onClose,
}: RotateTokenProps) {
  const rotate = useMutation({
    mutationFn: () =>
      sendJson('POST', `${path}/${id}/rotation`, { answer: async () => (await contracts()).newTokenAnswer }),
    onSuccess: (answer) => {
      announce(`Token ${label} rotated`);
      onRotated(answer);
    },
  });
  const days =
    expiresAtMs === null ? undefined : Math.max(1, Math.round((expiresAtMs - createdAtMs) / 86_400_000));
  return (
    <ConfirmDialog
      title={`Rotate the token “${label}”?`}
      action="Rotate token"
      doing="Rotating"
      isDoing={rotate.isPending}
      problem={rotate.error}
      onConfirm={() => !rotate.isPending && rotate.mutate()}
      onClose={onClose}
    >
      Another token of the same name, for the same, stands in its place
      {days === undefined ? ' and never ends by itself' : ` for ${days === 1 ? 'a day' : `${days} days`}`}. It
      is shown once. Whatever signs in with the old one is refused from now on.
    </ConfirmDialog>
  );
}
