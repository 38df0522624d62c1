import { z } from 'zod';

/**
 * Answer of `GET /api/v1/connection`: what the server sees of the request. It tells a caller nothing but what stands
 * between the caller and the server, which is what the doctor looks for.
 */
export const connectionReport = z.object({
  /** The origin that stands in URLs for this client. */
  origin: z.string(),
  /** `server.publicUrl` */
  publicUrl: z.string().nullable(),
  client: z.object({
    address: z.string().nullable(),
    scheme: z.string(),
    host: z.string(),
    /** Whether the address is that of a trusted proxy, which may say what it wants of others. */
    isTrusted: z.boolean(),
  }),
  connection: z.object({
    /** Whether the other end of the connection is a trusted proxy, or may be one. */
    isTrusted: z.boolean(),
    /** Whether TLS ends in CyberDock itself. */
    isEncrypted: z.boolean(),
    /** The headers of proxies that the request had, in lower case. */
    headers: z.array(z.string()),
    /** `server.proxyHeaders` */
    reads: z.enum(['x-forwarded', 'forwarded']),
  }),
});

export type ConnectionReport = z.infer<typeof connectionReport>;
