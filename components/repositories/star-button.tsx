'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { Star } from 'lucide-react';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { toSegment } from '@/lib/dashboard/repository-path';
import { announce } from '../feedback/announcer';
import { problemOf } from '../feedback/load-error';

interface StarButtonProps {
  repository: string;
  isStarred: boolean;
}

/** Stars a repository, or takes that away: shown at once, and as it was when that fails. */
export function StarButton({ repository, isStarred }: StarButtonProps) {
  const client = useQueryClient();
  const star = useMutation({
    mutationFn: (next: boolean) =>
      sendJson(next ? 'PUT' : 'DELETE', `/api/v1/repositories/${toSegment(repository)}/star`),
    onSuccess: (_, next) => announce(`${repository} is ${next ? 'starred' : 'no longer starred'}`),
    onError: (error, next) =>
      announce(`${repository} was not ${next ? 'starred' : 'changed'}: ${problemOf(error)}`),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['repositories'] }),
        client.invalidateQueries({ queryKey: ['tags', repository] }),
      ]),
  });
  const isShown = star.isPending ? star.variables : isStarred;
  const problem = star.error && problemOf(star.error);
  return (
    <button
      type="button"
      aria-pressed={isShown}
      aria-label={`Star ${repository}`}
      title={problem ?? (isShown ? 'Starred: take the star away' : 'Star it: it is found first')}
      onClick={() => !star.isPending && star.mutate(!isShown)}
      className={clsx(
        'flex size-full items-center justify-center rounded-control transition-colors hover:bg-sunken',
        problem ? 'text-danger' : isShown ? 'text-accent-ink' : 'text-ink-dim hover:text-ink',
      )}
    >
      <Star className={clsx('size-4', isShown && 'fill-current')} aria-hidden="true" />
    </button>
  );
}
