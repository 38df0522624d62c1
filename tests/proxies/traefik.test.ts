import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectFolder } from '../harness/cyberdock';

// Debian has no Traefik, and it could not be built from the Go module proxy: some of the modules that it is made of can
// not be had there. So its files are read and compared with the options of Traefik 3.7 (its reference pages and the
// types in pkg/config/static and pkg/config/dynamic): a misspelled option would be refused here as there. cyberdock.yml
// was also read once by Traefik's own decoder.

const duration = z.string().regex(/^-?(\d+(ms|s|m|h))+$/);

const startedWith = z.strictObject({
  entryPoints: z.strictObject({
    web: z.strictObject({
      address: z.literal(':80'),
      http: z.strictObject({
        redirections: z.strictObject({
          entryPoint: z.strictObject({ to: z.literal('websecure'), scheme: z.literal('https') }),
        }),
      }),
    }),
    websecure: z.strictObject({
      address: z.literal(':443'),
      transport: z.strictObject({
        respondingTimeouts: z.strictObject({
          // The one that counts the whole of a request must be off: its default ends every push after a minute.
          readTimeout: z.literal('0s'),
          writeTimeout: z.literal('0s'),
          idleTimeout: duration,
        }),
      }),
    }),
  }),
  providers: z.strictObject({ file: z.strictObject({ filename: z.string() }) }),
  certificatesResolvers: z.record(
    z.string(),
    z.strictObject({
      acme: z.strictObject({ email: z.email(), storage: z.string(), tlsChallenge: z.strictObject({}) }),
    }),
  ),
});

const serves = z.strictObject({
  http: z.strictObject({
    routers: z.record(
      z.string(),
      z.strictObject({
        rule: z.literal('Host(`registry.example.com`)'),
        entryPoints: z.tuple([z.literal('websecure')]),
        middlewares: z.array(z.string()),
        service: z.string(),
        tls: z.strictObject({ certResolver: z.string() }),
      }),
    ),
    // No `buffering` and no `compress`.
    middlewares: z.record(
      z.string(),
      z.strictObject({
        headers: z.strictObject({ customRequestHeaders: z.strictObject({ Forwarded: z.literal('') }) }),
      }),
    ),
    services: z.record(
      z.string(),
      z.strictObject({
        loadBalancer: z.strictObject({
          passHostHeader: z.literal(true),
          serversTransport: z.string(),
          responseForwarding: z.strictObject({ flushInterval: duration }),
          servers: z.tuple([z.strictObject({ url: z.literal('http://127.0.0.1:5000') })]),
        }),
      }),
    ),
    serversTransports: z.record(
      z.string(),
      z.strictObject({
        forwardingTimeouts: z.strictObject({
          dialTimeout: duration,
          responseHeaderTimeout: duration,
          idleConnTimeout: duration,
        }),
      }),
    ),
  }),
});

async function read(file: string): Promise<unknown> {
  return parse(await readFile(path.join(projectFolder, 'deploy/proxy/traefik', file), 'utf8'));
}

test('the files of Traefik have only options that it knows, and name only what they define', async () => {
  const main = startedWith.parse(await read('traefik.yml'));
  const { http } = serves.parse(await read('cyberdock.yml'));
  for (const router of Object.values(http.routers)) {
    expect(Object.keys(http.services)).toContain(router.service);
    expect(Object.keys(main.certificatesResolvers)).toContain(router.tls.certResolver);
    for (const name of router.middlewares) expect(Object.keys(http.middlewares)).toContain(name);
    for (const name of router.entryPoints) expect(Object.keys(main.entryPoints)).toContain(name);
  }
  for (const { loadBalancer } of Object.values(http.services)) {
    expect(Object.keys(http.serversTransports)).toContain(loadBalancer.serversTransport);
  }
});
