import { isIPv4, isIPv6 } from 'node:net';
import type { Config } from '../lib/config';

/** What `npm start` and `cyberdock serve` print once the server is ready: where it is, who can reach it, and what to try. */
export function welcome(config: Pick<Config, 'server' | 'storage' | 'tls' | 'auth'>): string {
  const { host, port, publicUrl, socket } = config.server;
  const scheme = config.tls === undefined ? 'http' : 'https';
  const listening = socket === undefined ? localUrl(host, port, scheme) : `the socket ${socket}`;
  // Behind a socket there is a proxy, whose address nobody has said.
  const own = socket === undefined ? `${clientHost(host)}:${port}` : 'registry.example.com';
  const registry = publicUrl === undefined ? own : new URL(publicUrl).host;
  const isOpen = config.auth.mode === 'none';
  const address = publicUrl ?? (socket === undefined ? `${scheme}://${own}` : listening);
  return `
CyberDock is ready

  Address   ${address}${publicUrl === undefined ? '' : ` (listening on ${listening})`}
  Data      ${config.storage.root}
${isOpen ? whoCanReach(socket === undefined ? host : '127.0.0.1', port, publicUrl) : '  Access    with a name and a password'}

Push an image:

${isOpen ? '' : `  docker login ${registry}\n`}  docker tag alpine ${registry}/library/alpine
  docker push ${registry}/library/alpine
`;
}

/** @returns the address under which this machine reaches a server that listens on `host`. */
export function localUrl(host: string, port: number, scheme = 'http'): string {
  if (host === '0.0.0.0') return `${scheme}://127.0.0.1:${port}`;
  if (host === '::') return `${scheme}://[::1]:${port}`;
  return `${scheme}://${isIPv6(host) ? `[${host}]` : host}:${port}`;
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
