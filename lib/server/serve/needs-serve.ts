import type { Config } from '@/lib/config';

/**
 * Whether a configuration asks for what `next start` can't do.
 * @returns undefined if it does not, or else one sentence that says what to do
 */
export function needsServe({ server, tls }: Pick<Config, 'server' | 'tls'>): string | undefined {
  const asked = [
    ...(tls === undefined ? [] : ['TLS (tls.certificate)']),
    ...(server.socket === undefined ? [] : ['a Unix socket (server.socket)']),
    ...(server.workers === 1 ? [] : ['several workers (server.workers)']),
  ];
  if (asked.length === 0) return undefined;
  const list = asked.length === 1 ? asked[0] : `${asked.slice(0, -1).join(', ')} and ${asked.at(-1)}`;
  return `The configuration asks for ${list}, which npm start and next start don't do: start CyberDock with "npx cyberdock serve", or take that out.`;
}
