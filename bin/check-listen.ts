import { createServer } from 'node:net';

/**
 * Tries whether a server could listen here, before time is spent on a build.
 * @returns undefined if it could, or else one sentence that says why not and what to change
 */
export async function checkListen(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve);
    server.listen({ host, port, exclusive: true }, () => resolve(undefined));
  });
  if (error === undefined) {
    await new Promise((resolve) => server.close(resolve));
    return undefined;
  }
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is in use by another program: stop that program, or set server.port (CYBERDOCK_SERVER_PORT) to a free port.`;
    case 'EACCES':
      return `This user may not listen on port ${port}: set server.port (CYBERDOCK_SERVER_PORT) to 1024 or higher.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine: change server.host (CYBERDOCK_SERVER_HOST).`;
    default:
      return `CyberDock cannot listen on port ${port} of ${host}: ${error.message}`;
  }
}
