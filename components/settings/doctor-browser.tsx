'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, CircleMinus, CircleX, Stethoscope } from 'lucide-react';
import { counted } from '@/lib/dashboard/administration/counted';
import type { DoctorAnswer, DoctorEvent } from '@/lib/dashboard/administration/settings-contract';
import { fetchJson, sendJson } from '@/lib/dashboard/fetch-json';
import { Unloaded } from '../administration/unloaded';
import { useMayChange } from '../administration/use-may-change';
import { Failure } from '../feedback/failure';
import { InlineProblem } from '../feedback/inline-problem';
import { Notice } from '../feedback/notice';
import { ProgressBar } from '../jobs/progress-bar';
import { Breadcrumbs } from '../layout/breadcrumbs';
import { PageHeader } from '../layout/page-header';
import { buttonClass } from '../ui/button';
import { Time } from '../ui/time';

const contracts = () => import('@/lib/dashboard/administration/settings-contract');

const refreshRunningMs = 1_000;
const key = ['doctor'] as const;

/** Pushes and pulls through the address that clients use, and names each fault of the proxy with what to change. */
export function DoctorBrowser() {
  const client = useQueryClient();
  const mayChange = useMayChange();
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      fetchJson('/api/v1/doctor', async () => (await contracts()).doctorAnswer, signal),
    refetchInterval: ({ state }) => (state.data?.run?.state === 'running' ? refreshRunningMs : false),
  });
  const { data } = query;
  const begin = useMutation({
    mutationFn: () => sendJson('POST', '/api/v1/doctor'),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  const isRunning = data?.run?.state === 'running' || begin.isPending;
  return (
    <>
      <Breadcrumbs trail={[{ href: '/settings', word: 'Settings' }]} />
      <PageHeader
        title="The way to this registry"
        action={
          mayChange &&
          data && (
            <button
              type="button"
              className={buttonClass('primary')}
              aria-disabled={isRunning}
              onClick={() => !isRunning && begin.mutate()}
            >
              {isRunning ? 'Looking' : `Look at ${data.url}`}
            </button>
          )
        }
      />
      <p className="-mt-2 mb-5 max-w-3xl text-ink-soft text-table">
        The server pushes and pulls through the address that clients use, and names what stands in their way:
        limits of size and time, headers that get lost, certificates. What it pushes it takes away again. It
        takes about half a minute.
      </p>
      {begin.error && (
        <div className="mb-3 max-w-3xl">
          <Failure error={begin.error} />
        </div>
      )}
      <Unloaded what="The last look" query={query} rows={5} />
      {data && !data.run && !isRunning && (
        <Notice Icon={Stethoscope} title="Nobody has looked yet">
          Look once after every change of the proxy, the certificate or the network.
        </Notice>
      )}
      {data?.run && <Looked run={data.run} nowMs={data.nowMs} />}
    </>
  );
}

function Looked({ run, nowMs }: { run: NonNullable<DoctorAnswer['run']>; nowMs: number }) {
  const faults = run.events.filter(({ kind }) => kind === 'fault').length;
  const checks = run.events.filter(({ kind }) => kind === 'check').length;
  return (
    <>
      <div className="mb-4 max-w-4xl" aria-live="polite">
        <p className="mb-2 text-table">
          <span className="font-medium">{saidOf(run, faults)}</span>{' '}
          <span className="text-ink-dim">
            {run.url}, looked at <Time atMs={run.startedAtMs} nowMs={nowMs} /> for <bdi>{run.by}</bdi>
          </span>
        </p>
        {run.state === 'running' && <ProgressBar fraction={checks / 10} label="Progress of the look" />}
        {run.problem !== null && <InlineProblem>It ended early: {run.problem}.</InlineProblem>}
      </div>
      <ul
        aria-label="What was found"
        className="max-w-4xl divide-y divide-line rounded-box border border-line bg-surface"
      >
        {run.events.map((event) => (
          <Found key={keyOf(event)} event={event} />
        ))}
      </ul>
    </>
  );
}

function saidOf({ state }: NonNullable<DoctorAnswer['run']>, faults: number): string {
  if (state === 'running') return 'Looking.';
  if (faults > 0) return `${counted(faults, 'fault')} on the way.`;
  return state === 'done' ? 'All is well.' : 'It could not be looked at to the end.';
}

function keyOf(event: DoctorEvent): string {
  if (event.kind === 'left') return `left ${event.path}`;
  return `${event.kind} ${event.check} ${event.kind === 'fault' ? `${event.code} ${event.detail}` : ''}`;
}

function Found({ event }: { event: DoctorEvent }) {
  const { Icon, colour, word } = faceOf(event);
  return (
    <li data-row className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-3 px-4 py-2.5 text-table">
      <Icon className={`mt-0.5 size-4 shrink-0 ${colour}`} role="img" aria-label={word} />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        {event.kind === 'fault' && (
          <>
            <p className="font-medium">{event.title}</p>
            <p className="text-ink-soft">{event.detail}</p>
            <p className="mt-0.5">To mend it: {event.change}.</p>
          </>
        )}
        {event.kind === 'check' && (
          <p className={event.outcome === 'skipped' ? 'text-ink-dim' : ''}>
            {event.title}
            {event.why !== undefined && <span className="text-ink-dim"> ({event.why})</span>}
          </p>
        )}
        {event.kind === 'left' && (
          <p>
            Left behind: <code className="font-mono text-meta">{event.path}</code> ({event.why})
          </p>
        )}
      </div>
    </li>
  );
}

function faceOf(event: DoctorEvent) {
  if (event.kind === 'check' && event.outcome === 'well')
    return { Icon: CircleCheck, colour: 'text-accent-ink', word: 'Well' };
  if (event.kind === 'check' && event.outcome === 'skipped')
    return { Icon: CircleMinus, colour: 'text-ink-dim', word: 'Skipped' };
  return { Icon: CircleX, colour: 'text-danger', word: 'Fault' };
}
