import { isIPv4, isIPv6 } from 'node:net';
import type { Config } from '../lib/config';

/** What `npm start` prints once the server is ready: where it is, who can reach it, and what to try. */
export function welcome(config: Pick<Config, 'server' | 'storage' | 'auth'>): string {
  const { host, port, publicUrl } = config.server;
  const registry = publicUrl === undefined ? `${clientHost(host)}:${port}` : new URL(publicUrl).host;
  const isOpen = config.auth.mode === 'none';
  return `
CyberDock is ready

  Address   ${publicUrl ?? `http://${clientHost(host)}:${port}`}${publicUrl === undefined ? '' : ` (listening on ${localUrl(host, port)})`}
  Data      ${config.storage.root}
${isOpen ? whoCanReach(host, port, publicUrl) : '  Access    with a name and a password'}

Push an image:

${isOpen ? '' : `  docker login ${registry}\n`}  docker tag alpine ${registry}/library/alpine
  docker push ${registry}/library/alpine
`;
}

/** @returns the address under which this machine reaches a server that listens on `host`. */
export function localUrl(host: string, port: number): string {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`;
  if (host === '::') return `http://[::1]:${port}`;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** The host in the name of an image. Docker speaks plain HTTP to `localhost` without being told to. */
function clientHost(host: string): string {
  if (isLoopback(host) || host === '0.0.0.0' || host === '::') return 'localhost';
  return isIPv6(host) ? `[${host}]` : host;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

function whoCanReach(host: string, port: number, publicUrl: string | undefined): string {
  const may = 'may pull, push and delete every image';
  if (isLoopback(host)) {
    const who =
      publicUrl === undefined
        ? `every program on this machine ${may}`
        : `everyone whom the reverse proxy at ${publicUrl} lets through ${may}`;
    return `  Access    no authentication (auth.mode: none): ${who}`;
  }
  const where =
    host === '0.0.0.0' || host === '::' ? `port ${port} of this machine` : `${host}, port ${port}`;
  return `
  *** WARNING: there is no authentication (auth.mode: none), and CyberDock listens to the network.
  *** Everyone who can reach ${where} ${may}.
  *** Leave auth.mode out to let in only who signs in.`;
}
