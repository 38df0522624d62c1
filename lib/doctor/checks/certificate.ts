import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import type { Fault } from '../finding';
import type { Visit } from '../visit';

/** Whoever renews by hand needs some weeks, and what renews by itself has done so by then. */
const soonDays = 21;
const dayMs = 24 * 60 * 60 * 1000;

/** The certificate of the address, and whether clients can check it; that there is one at all. */
export async function* checkCertificate(visit: Visit): AsyncGenerator<Fault> {
  const { url } = visit;
  const host = hostOf(url);
  if (url.protocol === 'http:') {
    const isLocal = host === 'localhost' || host === '::1' || host.startsWith('127.');
    if (!isLocal) yield { code: 'plain-http', detail: `${url.origin} is plain HTTP` };
    return;
  }
  let sent: Sent;
  try {
    sent = await handshake(visit);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    // Whether anything listens at all is another check's.
    if (!/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(code)) {
      yield { code: 'certificate-unusable', detail: `the handshake fails: ${message}` };
    }
    return;
  }
  yield* faultsOf(sent, host, visit.authorities);
}

/** What a server sent in the handshake. */
interface Sent {
  leaf: X509Certificate;
  /** How many certificates it sent that follow each other. */
  chainLength: number;
  /** Why Node does not accept it. */
  refusal: string | undefined;
}

function handshake({ url, authorities, patienceMs, signal }: Visit): Promise<Sent> {
  const host = hostOf(url);
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({
      host,
      port: Number(url.port || 443),
      servername: isIP(host) === 0 ? host : undefined,
      ca: authorities,
      rejectUnauthorized: false,
    });
    const end = (settle: () => void) => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      settle();
    };
    const abort = () => end(() => reject(signal.reason));
    signal.addEventListener('abort', abort);
    socket.setTimeout(patienceMs, () => end(() => reject(new Error('the server does not go on'))));
    socket.once('error', (error) => end(() => reject(error)));
    socket.once('secureConnect', () => {
      const refusal = socket.authorized ? undefined : String(socket.authorizationError);
      // Not getPeerX509Certificate: after it, Node knows the chain no longer.
      const sent = socket.getPeerCertificate(true);
      if (sent.raw === undefined) return end(() => reject(new Error('the server has no certificate')));
      const leaf = new X509Certificate(sent.raw);
      end(() => resolve({ leaf, chainLength: lengthOfChain(sent), refusal }));
    });
  });
}

function lengthOfChain(leaf: DetailedPeerCertificate): number {
  const seen = new Set<string>();
  let at: DetailedPeerCertificate | undefined = leaf;
  while (at?.fingerprint256 !== undefined && !seen.has(at.fingerprint256)) {
    seen.add(at.fingerprint256);
    at = at.issuerCertificate;
  }
  return seen.size;
}

function* faultsOf(
  { leaf, chainLength, refusal }: Sent,
  host: string,
  authorities?: string[],
): Generator<Fault> {
  const isNamed = isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host);
  if (isNamed === undefined) {
    const names = leaf.subjectAltName ?? leaf.subject;
    yield { code: 'certificate-name', detail: `it is for ${names}, not for ${host}` };
  }
  const [from, to, now] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo), Date.now()];
  if (to <= now) yield { code: 'certificate-expired', detail: `it was valid until ${dateOf(to)}` };
  else if (from > now)
    yield { code: 'certificate-not-yet-valid', detail: `it is valid from ${dateOf(from)}` };
  else if (to - now < soonDays * dayMs) {
    const days = Math.floor((to - now) / dayMs);
    yield { code: 'certificate-expires-soon', detail: `it is valid until ${dateOf(to)}: ${days} days` };
  }
  if (leaf.subject === leaf.issuer && refusal !== undefined && isUntrusted(refusal)) {
    yield { code: 'certificate-self-signed', detail: `it is signed by itself (${oneLine(leaf.subject)})` };
  } else if (refusal !== undefined && isUntrusted(refusal)) {
    const detail = `nobody known here has signed it: it names ${oneLine(leaf.issuer)}`;
    const isIncomplete = chainLength === 1 && !isIssuedByOneOf(leaf, authorities);
    if (isIncomplete)
      yield { code: 'certificate-chain', detail: `${detail}, whose certificate was not sent` };
    else yield { code: 'certificate-authority', detail };
  }
}

/** Node tells the first thing that is wrong with a chain. */
function isUntrusted(refusal: string): boolean {
  return /SELF_SIGNED|UNABLE_TO|UNTRUSTED|INVALID_CA/.test(refusal);
}

function isIssuedByOneOf(leaf: X509Certificate, authorities: string[] | undefined): boolean {
  return (authorities ?? []).some((pem) => new X509Certificate(pem).subject === leaf.issuer);
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function oneLine(name: string): string {
  return name.replaceAll('\n', ', ');
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
