'use client';

import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { everyWords, spanWords } from '@/lib/dashboard/administration/span-words';
import type { StorageAnswer } from '@/lib/dashboard/administration/storage-contract';
import { useMayChange } from '../administration/use-may-change';
import { BeginJob } from '../jobs/begin-job';
import { AboutBackup } from './about-backup';

type Settings = Pick<
  StorageAnswer,
  'graceMs' | 'collectionIntervalMs' | 'scrubPeriodMs' | 'backup' | 'nowMs'
>;

/** What keeps the content well: what each of it does, when it runs by itself, and the way to begin it now. */
export function Upkeep({ graceMs, collectionIntervalMs, scrubPeriodMs, backup, nowMs }: Settings) {
  const mayChange = useMayChange();
  return (
    <div className="divide-y divide-line rounded-box border border-line bg-surface">
      <Task
        title="Collection"
        about={`Takes blobs that no manifest names and manifests that no tag reaches, ${spanWords(graceMs)} after they were last used. ${
          collectionIntervalMs === 0
            ? 'It runs only by hand.'
            : `It runs ${everyWords(collectionIntervalMs)} by itself.`
        } A plan lists exactly what goes, and takes nothing.`}
        action={
          mayChange && (
            <BeginJob body={{ kind: 'plan' }} kind="primary">
              Plan a collection
            </BeginJob>
          )
        }
      />
      <Task
        title="Check"
        about="Compares manifests, tags, blobs and the index with each other, and changes nothing. A deep check also reads every byte."
        action={
          mayChange && (
            <>
              <BeginJob body={{ kind: 'check', deep: false }}>Check now</BeginJob>
              <BeginJob body={{ kind: 'check', deep: true }}>Deep check</BeginJob>
            </>
          )
        }
      />
      <Task
        title="Scrub"
        about={`Reads what is stored and compares it with its digest; heals what is corrupt from an intact copy. ${
          scrubPeriodMs === 0
            ? 'It runs only by hand.'
            : `Everything is read once in ${spanWords(scrubPeriodMs)}.`
        }`}
        action={
          mayChange && (
            <>
              <BeginJob body={{ kind: 'scrub', all: false }}>Scrub what is due</BeginJob>
              <BeginJob body={{ kind: 'scrub', all: true }}>Read everything</BeginJob>
            </>
          )
        }
      />
      <Task
        title="Backup"
        about={<AboutBackup backup={backup} nowMs={nowMs} />}
        action={
          mayChange && backup.folder !== null && <BeginJob body={{ kind: 'backup' }}>Back up now</BeginJob>
        }
      />
    </div>
  );
}

function Task({ title, about, action }: { title: string; about: ReactNode; action: ReactNode }) {
  return (
    <div
      className={clsx(
        'grid items-center gap-x-6 gap-y-2 px-4 py-3 text-table',
        action !== false && 'md:grid-cols-[minmax(0,1fr)_auto]',
      )}
    >
      <div className="min-w-0">
        <h3 className="font-medium">{title}</h3>
        <p className="max-w-3xl text-ink-soft">{about}</p>
      </div>
      {action && <div className="flex flex-wrap gap-2">{action}</div>}
    </div>
  );
}
