import type { Auth } from '@/lib/auth/auth';
import type { Database } from '@/lib/database/database';
import { noteIn, setNote } from '@/lib/database/notes';
import { type DiagnosisEvent, diagnose } from '@/lib/doctor/diagnose';

/** A look at the way to this registry, as it is remembered: the last one, for all processes. */
export interface DoctorRun {
  url: string;
  by: string;
  startedAtMs: number;
  state: 'running' | 'done' | 'failed';
  problem: string | null;
  events: DiagnosisEvent[];
}

/** Where things are pushed; all of it is taken away again. */
const repository = 'cyberdock/doctor';
const noteKey = 'doctor.run';
/** Enough to meet the limits that proxies have by default. */
const bodyBytesMax = 11 * 1024 ** 2;
const pauseMs = 5_000;
/** One that goes on for longer than this has lost its process. */
const runMsMax = 600_000;

/** The last look; undefined before there was one. */
export function lastDoctorRun(database: Database, nowMs = Date.now()): DoctorRun | undefined {
  const note = noteIn(database, noteKey);
  if (note === undefined) return undefined;
  const run = JSON.parse(note) as DoctorRun;
  const isLost = run.state === 'running' && nowMs - run.startedAtMs > runMsMax;
  return isLost ? { ...run, state: 'failed', problem: 'its process was ended' } : run;
}

/**
 * Looks at the way to this registry through the address that its clients use. It signs in, where that is needed, with an
 * access token of whoever asks, for that repository alone, which ends with the look.
 * @param by whoever asks
 */
export async function runDoctor(
  auth: Pick<Auth, 'isOpen' | 'database' | 'accessTokens' | 'directory'>,
  { url, by, signal }: { url: URL; by: string; signal: AbortSignal },
): Promise<void> {
  const { database } = auth;
  const run: DoctorRun = {
    url: url.origin,
    by,
    startedAtMs: Date.now(),
    state: 'running',
    problem: null,
    events: [],
  };
  const note = () => setNote(database, noteKey, JSON.stringify(run));
  note();
  let token: { id: string; text: string } | undefined;
  try {
    token = auth.isOpen ? undefined : temporaryToken(auth, by);
    const credentials = token && { user: by, password: token.text };
    for await (const event of diagnose({ url, repository, credentials, bodyBytesMax, pauseMs, signal })) {
      run.events.push(event);
      note();
    }
    run.state = 'done';
  } catch (error) {
    run.state = 'failed';
    run.problem = (error as Error).message;
  } finally {
    if (token) auth.accessTokens.revoke(token.id);
  }
  note();
}

function temporaryToken(
  { accessTokens, directory }: Pick<Auth, 'accessTokens' | 'directory'>,
  account: string,
): { id: string; text: string } {
  const { token, text } = accessTokens.create(
    {
      account,
      label: 'a look at the proxy, ends with it',
      grants: [{ repositories: [repository], actions: ['pull', 'push', 'delete'] }],
      expiresAtMs: Date.now() + runMsMax,
    },
    account,
  );
  directory.forget();
  return { id: token.id, text };
}
