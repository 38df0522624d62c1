'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { protectionsWords } from '@/lib/dashboard/changes/protection-said';
import { sendProtections } from '@/lib/dashboard/changes/send-protection';
import { problemOf } from '../feedback/load-error';
import { Toast } from './toast';

interface BulkProtectionProps {
  repository: string;
  names: readonly string[];
  /** Whether they are to be protected, or to be so no more. */
  isProtected: boolean;
  onDone: () => void;
  onClose: () => void;
}

/** Protects many tags, or lifts their protection, as soon as it is there; says what came of it, and takes it back. */
export function BulkProtection({ repository, names, isProtected, onDone, onClose }: BulkProtectionProps) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['tags', repository] });
  const change = useMutation({
    mutationFn: () => sendProtections(repository, names, isProtected),
    onSuccess: onDone,
    onSettled: refresh,
  });
  const undo = useMutation({
    mutationFn: (changed: readonly string[]) => sendProtections(repository, changed, !isProtected),
    onSettled: refresh,
    onSuccess: onClose,
  });
  const { mutate, data } = change;
  useEffect(() => mutate(), [mutate]);
  const problem = undo.error ?? change.error;
  if (problem) return <Toast onClose={onClose}>{problemOf(problem)}</Toast>;
  if (!data) return <Toast onClose={onClose}>{isProtected ? 'Protecting tags' : 'Lifting protection'}</Toast>;
  const back = { label: 'Undo', isDoing: undo.isPending, onUndo: () => undo.mutate(data.changed) };
  return (
    <Toast onClose={onClose} undo={data.changed.length > 0 ? back : undefined}>
      {protectionsWords(data, isProtected)}
    </Toast>
  );
}
