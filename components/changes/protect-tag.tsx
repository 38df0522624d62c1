'use client';

import { useEffect, useRef } from 'react';
import type { TagRow } from '@/lib/dashboard/tags/tag-contracts';
import { FailureWords } from '../feedback/failure';
import { ProtectionToast } from './protection-toast';
import { Toast } from './toast';
import { useProtection } from './use-protection';

interface ProtectTagProps {
  repository: string;
  tag: Pick<TagRow, 'name' | 'protection'>;
  onClose: () => void;
}

/** Protects a tag at once, or lifts that, and says so. */
export function ProtectTag({ repository, tag, onClose }: ProtectTagProps) {
  const change = useProtection(repository, tag.name);
  const { mutate } = change;
  const isProtected = useRef(tag.protection === null);
  const hasBegun = useRef(false);
  useEffect(() => {
    if (hasBegun.current) return;
    hasBegun.current = true;
    mutate(isProtected.current);
  }, [mutate]);
  if (change.data) return <ProtectionToast tag={tag.name} change={change} onClose={onClose} />;
  return (
    change.error && (
      <Toast onClose={onClose}>
        <FailureWords error={change.error} />
      </Toast>
    )
  );
}
