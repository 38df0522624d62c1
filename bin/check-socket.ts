import { lstat, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';

/**
 * Tries whether a server could listen on a Unix socket, and takes away the socket of a server that is gone.
 * @returns undefined if it could, or else one sentence that says why not and what to change
 */
export async function checkSocket(file: string): Promise<string | undefined> {
  const folder = path.dirname(file);
  const isFolder = await lstat(`${folder}/`).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder)
    return `The folder ${folder} of server.socket (CYBERDOCK_SERVER_SOCKET) is not there: make it, for the user that CyberDock runs as.`;
  const stats = await lstat(file).catch(() => undefined);
  if (stats === undefined) return undefined;
  if (!stats.isSocket())
    return `${file} is there and no socket: set server.socket (CYBERDOCK_SERVER_SOCKET) to another path, or take it away.`;
  const answer = await knock(file);
  if (answer === undefined)
    return `Another program listens on ${file}: stop it, or set server.socket (CYBERDOCK_SERVER_SOCKET) to another path.`;
  if (answer !== 'ECONNREFUSED')
    return `${file} is there, and whether somebody listens on it can't be told (${answer}): set server.socket (CYBERDOCK_SERVER_SOCKET) to another path, or take it away.`;
  await rm(file, { force: true });
  return undefined;
}

/** @returns the code of the error with which a connection failed; undefined when somebody took it */
function knock(file: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(file);
    socket.once('connect', () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}
