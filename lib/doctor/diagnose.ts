import { rootCertificates } from 'node:tls';
import { checkBodySize } from './checks/body-size';
import { checkCertificate } from './checks/certificate';
import { checkExpectContinue } from './checks/expect-continue';
import { checkPauses } from './checks/pauses';
import { checkPushAndPull } from './checks/push-and-pull';
import { checkReach } from './checks/reach';
import { checkRequestBuffering } from './checks/request-buffering';
import { checkResponseBuffering } from './checks/response-buffering';
import { checkUpload } from './checks/upload';
import { checkWhoAsks } from './checks/who-asks';
import { DoctorClient } from './doctor-client';
import { type Fault, type FaultCode, faults } from './finding';
import { CannotGoOn, type Check, type Credentials, type Visit } from './visit';

/** What is to be looked at, and how far. */
export interface DiagnosisOptions {
  /** The address that clients use: `https://registry.example.com`. */
  url: URL;
  /** Where things are pushed; all of it is taken away again. */
  repository: string;
  credentials?: Credentials;
  /** Certificates in PEM, each a text of its own, that are trusted besides those that Node knows. */
  authorities?: string[];
  /** The largest body that is tried. 128 MiB when absent. */
  bodyBytesMax?: number;
  /** How long a transfer pauses, to see whether that ends it. 10 s when absent. */
  pauseMs?: number;
  /** How long what was sent may take to show on the other side. 15 s when absent. */
  observeMs?: number;
  /** How long nothing may happen on a connection. 60 s when absent. */
  patienceMs?: number;
  signal: AbortSignal;
}

/** What a diagnosis tells, as it goes: plain data. */
export type DiagnosisEvent =
  /** Something is wrong. */
  | { kind: 'fault'; check: CheckName; code: FaultCode; title: string; detail: string; change: string }
  /** A check is done; `skipped` says why it was not made. */
  | { kind: 'check'; check: CheckName; title: string; outcome: 'well' | 'faults' | 'skipped'; why?: string }
  /** Something that was pushed stays, and could not be taken away. */
  | { kind: 'left'; path: string; why: string };

/** The checks, in their order. */
const checks = {
  certificate: { title: 'the certificate', run: checkCertificate },
  reach: { title: 'reaching the registry and signing in', run: checkReach },
  'who-asks': { title: 'what CyberDock learns of clients', run: checkWhoAsks },
  upload: { title: 'beginning a push', run: checkUpload },
  'expect-continue': { title: 'clients that ask before they send', run: checkExpectContinue },
  'body-size': { title: 'large bodies', run: checkBodySize },
  'request-buffering': { title: 'pushes reach CyberDock while they are sent', run: checkRequestBuffering },
  'push-and-pull': { title: 'a push and a pull', run: checkPushAndPull },
  'response-buffering': {
    title: 'answers reach the client while they are sent',
    run: checkResponseBuffering,
  },
  pauses: { title: 'transfers that pause', run: checkPauses },
} as const satisfies Record<string, { title: string; run: Check }>;

export type CheckName = keyof typeof checks;

/**
 * Looks for what is wrong in front of a registry: makes real pushes and pulls through the address that clients use, and
 * tells each fault that it meets with what to change. Takes away what it pushed, also when it is ended.
 * @throws the reason of `signal` when that is aborted
 */
export async function* diagnose(options: DiagnosisOptions): AsyncGenerator<DiagnosisEvent> {
  const visit = visitOf(options);
  let why: string | undefined;
  try {
    for (const check of Object.keys(checks) as CheckName[]) {
      const { title, run } = checks[check];
      if (why !== undefined) {
        yield { kind: 'check', check, title, outcome: 'skipped', why };
        continue;
      }
      const seen = new Set<FaultCode>();
      try {
        for await (const fault of faultsIn(run, visit)) {
          seen.add(fault.code);
          yield { kind: 'fault', check, ...faults[fault.code], ...fault };
        }
      } catch (error) {
        if (!(error instanceof CannotGoOn)) throw error;
        why = error.message;
      }
      yield { kind: 'check', check, title, outcome: seen.size > 0 ? 'faults' : 'well' };
      if (check === 'certificate') why = trust(visit, options, [...seen]);
    }
  } finally {
    yield* cleanUp(visit);
  }
}

/** What fails in a check that did not expect it is a fault of the way to the registry too. */
async function* faultsIn(run: Check, visit: Visit): AsyncGenerator<Fault> {
  try {
    yield* run(visit);
  } catch (error) {
    visit.signal.throwIfAborted();
    if (error instanceof CannotGoOn) throw error;
    yield { code: 'connection-failed', detail: (error as Error).message };
  }
}

function visitOf(options: DiagnosisOptions): Visit {
  const { url, authorities, signal, patienceMs = 60_000 } = options;
  const trusted = authorities && [...rootCertificates, ...authorities];
  return {
    url: new URL(url.origin),
    repository: options.repository,
    client: new DoctorClient(new URL(url.origin), trusted, false, patienceMs, signal),
    credentials: options.credentials,
    authorities,
    bodyBytesMax: options.bodyBytesMax ?? 128 * 1024 ** 2,
    pauseMs: options.pauseMs ?? 10_000,
    observeMs: options.observeMs ?? 15_000,
    patienceMs,
    signal,
    bodyBytesPassed: 0,
    realm: undefined,
    layer: undefined,
    leftovers: new Set(),
  };
}

/**
 * A bad certificate must not hide what else is wrong, so the rest is looked at without checking it; but no password goes
 * that way.
 * @returns why nothing more can be done, if so
 */
function trust(visit: Visit, options: DiagnosisOptions, seen: FaultCode[]): string | undefined {
  if (seen.some((code) => code !== 'certificate-expires-soon')) {
    return options.credentials && 'no password is sent to a server that can not be trusted';
  }
  const trusted = options.authorities && [...rootCertificates, ...options.authorities];
  visit.client = new DoctorClient(visit.url, trusted, true, visit.patienceMs, visit.signal);
  return undefined;
}

/** Takes away what was pushed; tells what stays. The signal no longer counts: this is what is done when it is aborted. */
async function* cleanUp(visit: Visit): AsyncGenerator<DiagnosisEvent> {
  const client = visit.client.unending();
  for (const path of visit.leftovers) {
    const why = await client.request({ method: 'DELETE', path }).then(
      ({ status }) => (status < 300 || status === 404 ? undefined : `DELETE is answered with ${status}`),
      (error: Error) => error.message,
    );
    if (why !== undefined) yield { kind: 'left', path, why };
  }
}
