import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Config } from '../lib/config';
import { localUrl } from './welcome';

/** What `GET /readyz` says. */
const readiness = z.object({
  status: z.enum(['ready', 'degraded', 'unready']),
  problems: z.array(z.object({ check: z.string(), detail: z.string() })),
});

/** What a running server says of itself, in one line. */
export interface Readiness {
  /** Whether it serves, even if not everything. */
  serves: boolean;
  says: string;
}

/**
 * Asks the server that the configuration describes, on this machine, whether it can serve.
 * @param timeoutMs how long its answer may take
 * @throws when there is no answer in time, or none of CyberDock
 */
export async function askReadiness(
  { server, tls }: Pick<Config, 'server' | 'tls'>,
  timeoutMs: number,
): Promise<Readiness> {
  const url = `${localUrl(server.host, server.port, tls === undefined ? 'http' : 'https')}/readyz`;
  const options: RequestOptions = {
    socketPath: server.socket,
    agent: false,
    signal: AbortSignal.timeout(timeoutMs),
    // The certificate names the public address, and nothing secret is sent.
    rejectUnauthorized: false,
  };
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = tls === undefined ? httpRequest : httpsRequest;
      request(url, options, resolve).once('error', reject).end();
    });
    const { status, problems } = readiness.parse(JSON.parse(await text(answer)));
    const details = problems.map(({ check, detail }) => `${check}: ${detail}`);
    return { serves: status !== 'unready', says: [status, ...details].join('; ') };
  } catch (error) {
    if (tls?.clientCertificates === 'required' && isWantOfCertificate(error))
      return { serves: true, says: 'it answers, and shows more only to clients with a certificate' };
    throw error;
  }
}

/** The server has taken the connection and asks for the certificate that `tls.clientCertificates` demands. */
function isWantOfCertificate(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED';
}
