import { chmod } from 'node:fs/promises';
import type { Server as HttpServer } from 'node:http';
import type { Config } from '@/lib/config';

/** The user and the group of the server may connect to its Unix socket. */
const socketMode = 0o660;

/**
 * Listens where the configuration says: on a Unix socket, or on host and port.
 * @throws when it can't
 */
export async function listen(
  http: HttpServer,
  { host, port, socket }: Pick<Config['server'], 'host' | 'port' | 'socket'>,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(socket === undefined ? { host, port } : { path: socket }, () => {
      http.off('error', reject);
      resolve();
    });
  });
  if (socket !== undefined) await chmod(socket, socketMode);
}
