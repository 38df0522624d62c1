'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { sendProtection } from '@/lib/dashboard/changes/send-protection';

/** Protects a tag, or lifts that, and has shown anew what tells of it. */
export function useProtection(repository: string, tag: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (isProtected: boolean) => sendProtection(repository, tag, isProtected),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['tags', repository] }),
        client.invalidateQueries({ queryKey: ['manifest', repository, tag] }),
      ]),
  });
}
