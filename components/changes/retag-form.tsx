'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sendRetag } from '@/lib/dashboard/changes/send-changes';
import { fetchTagNow } from '@/lib/dashboard/history/history-queries';
import { keysOfEvent } from '@/lib/dashboard/live/keys-of-event';
import { Failure } from '../feedback/failure';
import { buttonClass } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { controlClass, Field } from '../ui/field';
import { showToast } from './show-toast';
import { Toast } from './toast';

interface RetagProps {
  repository: string;
  /** Where the tag is to point to. */
  digest: string;
  /** What that is called: a tag, or the beginning of the digest. */
  of: string;
  onClose: () => void;
}

/** Asks, over the page, for a tag that is to point to a manifest, and tells when it does. */
export function Retag({ repository, digest, of, onClose }: RetagProps) {
  const client = useQueryClient();
  return (
    <Dialog title={`Point a tag to the manifest of ${of}`} onClose={onClose}>
      <RetagForm
        repository={repository}
        digest={digest}
        onDone={(name) => {
          for (const queryKey of keysOfEvent({ topic: 'repository', repository }))
            void client.invalidateQueries({ queryKey });
          showToast(
            <Toast onClose={() => showToast(undefined)}>
              {name} points to the manifest of {of}
            </Toast>,
          );
          onClose();
        }}
      />
    </Dialog>
  );
}

interface RetagFormProps {
  repository: string;
  /** Where the tag is to point to. */
  digest: string;
  onDone: (tag: string) => void;
}

/** Asks for the tag that is to point to a manifest. One that points elsewhere is shown first, and moves when asked again. */
function RetagForm({ repository, digest, onDone }: RetagFormProps) {
  const [name, setName] = useState('');
  const [from, setFrom] = useState<string | null>();
  const change = useMutation({
    mutationFn: async () => {
      const now = await fetchTagNow(repository, name);
      // Whoever moves a tag has seen where it pointed to.
      if (now !== null && now !== digest && from !== now) return { moves: now };
      await sendRetag(repository, name, { digest, from: now });
      return { moves: null };
    },
    onSuccess: ({ moves }) => (moves === null ? onDone(name) : setFrom(moves)),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <Field id="retag-name" label="Tag" hint="A new one, or one that is there and moves.">
        <input
          id="retag-name"
          data-first
          value={name}
          onChange={(event) => {
            setName(event.target.value.trim());
            setFrom(undefined);
          }}
          aria-describedby="retag-name-hint"
          required
          maxLength={128}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className={controlClass('font-mono')}
        />
      </Field>
      {from && (
        <p className="mt-3 rounded-control border border-amber-line bg-amber-wash px-3 py-2 text-table [overflow-wrap:anywhere]">
          {name} points to {from.slice(0, 19)} now. It moves away from there; its history keeps that.
        </p>
      )}
      {change.error && (
        <div className="mt-3">
          <Failure error={change.error} />
        </div>
      )}
      <div className="mt-4 flex justify-end">
        <button type="submit" className={buttonClass('primary')} aria-disabled={change.isPending}>
          {change.isPending ? 'Pointing' : from ? `Move ${name.slice(0, 40)}` : 'Point tag'}
        </button>
      </div>
    </form>
  );
}
