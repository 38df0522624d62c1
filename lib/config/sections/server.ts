import { isIP } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { addressRangeForms, parseAddressRange } from '../address-range';
import { choice, duration, integer, list, optionalSetting, setting, text } from '../setting';

const dottedNumbers = /^[\d.]+$/;
const hostName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

/** `999.1.1.1` has the form of a name and can only be a mistyped address. */
function isHost(value: string): boolean {
  return isIP(value) !== 0 || (hostName.test(value) && !dottedNumbers.test(value));
}

/** An address for clients: scheme, host and port, nothing else. */
function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  const whole = value.endsWith('/') ? value.slice(0, -1) : value;
  return /^https?:\/\/[^/?#@\\\s]+$/i.test(whole) && url.hostname !== '';
}

/** Unix sockets have short names: 108 bytes on Linux, 104 on macOS, an end included. */
function isSocketPath(value: string): boolean {
  return !value.includes('\0') && Buffer.byteLength(value) <= 100;
}

/** Where the server listens and how it stops. */
export const serverSettings = z
  .strictObject({
    host: setting(text('an IP address or a host name', isHost), '127.0.0.1', {
      description:
        'The address to listen on. The default is reachable from this machine only; `0.0.0.0` listens on every IPv4 address, `::` on every address.',
      example: '0.0.0.0',
    }),
    port: setting(integer(1, 65_535), 5000, { description: 'The TCP port to listen on.', example: '8080' }),
    publicUrl: optionalSetting(text('http(s)://host or http(s)://host:port, without a path', isOrigin), {
      description:
        'The address under which clients reach this registry, when a reverse proxy stands before it. The dashboard shows it in the commands to copy.',
      example: 'https://registry.example.com',
    }),
    trustedProxies: setting(
      list(`a list of ${addressRangeForms}`, (item) => parseAddressRange(item) !== undefined),
      ['loopback'],
      {
        description:
          'The reverse proxies whose word is believed on who the client is and how it reached them, as their headers tell. `loopback` is this machine: 127.0.0.0/8, ::1 and Unix sockets; `private` is 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and fc00::/7. `none` believes nobody. Name every proxy of a chain, and nobody else: whoever is named can pretend to be any client.',
        example: '[loopback, 10.0.0.7]',
      },
    ),
    proxyHeaders: setting(choice(['x-forwarded', 'forwarded']), 'x-forwarded', {
      description:
        'The headers in which the trusted proxies tell it: `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`, or `Forwarded` (RFC 7239). The others are ignored, because a proxy that does not set a header passes on what the client made up.',
      example: 'forwarded',
    }),
    socket: optionalSetting(
      text('a path of at most 100 bytes', (value) => value.trim() !== '' && isSocketPath(value)),
      {
        description:
          'A Unix socket to listen on in the place of host and port, by `cyberdock serve`. Its user and its group may connect. A relative path starts at the working directory of the server.',
        example: '/run/cyberdock/cyberdock.sock',
      },
    ),
    workers: setting(integer(1, 64), 1, {
      description:
        'How many processes `cyberdock serve` serves with, all at the same address. One is enough for most; more use more processors. Each takes memory of its own: about 150 MiB, and `storage.cacheSize`.',
      example: '4',
    }),
    maxConnections: setting(integer(1, 1_000_000), 20_000, {
      description:
        'How many connections may be open at the same time; more are closed at once. It is less where the system lets the process open fewer files.',
      example: '1000',
    }),
    headersTimeout: setting(duration('1s', '10m'), '30s', {
      description:
        'How long a client may take for the headers of a request, and for the TLS handshake before them. Slower ones are cut.',
      example: '10s',
    }),
    drainTimeout: setting(duration('0s', '24h'), '30s', {
      description:
        'How long running transfers may go on after SIGTERM or SIGINT. Then their connections are closed and the server ends.',
      example: '5m',
    }),
  })
  .meta({ description: 'Where the server listens and how it stops.' });

/** @returns the section as the server uses it: units in the names. */
export function serverConfig(settings: z.output<typeof serverSettings>, cwd: string) {
  const { drainTimeout, headersTimeout, maxConnections, publicUrl, trustedProxies, socket, ...rest } =
    settings;
  return {
    ...rest,
    socket: socket === undefined ? undefined : path.resolve(cwd, socket),
    connectionsMax: maxConnections,
    headersTimeoutMs: headersTimeout,
    publicUrl: publicUrl === undefined ? undefined : new URL(publicUrl).origin,
    trustedProxies: trustedProxies.flatMap((item) => parseAddressRange(item) ?? []),
    drainTimeoutMs: drainTimeout,
  };
}
