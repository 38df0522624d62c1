import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { get } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Daemon, startDaemon } from './daemon';
import { run } from './run';
import type { Scratch } from './scratch';

/** Runs `docker` with these arguments against the daemon of the tests. */
export type Docker = (...args: string[]) => Promise<string>;

/**
 * Starts a Docker daemon of its own before the tests of a `describe`, with all that it keeps in the scratch folder,
 * without a network of its own, and ends it after them.
 * @param programs the paths of `dockerd` and `docker`.
 */
export function useDockerDaemon(programs: { dockerd: string; docker: string }, scratch: Scratch): Docker {
  let daemon: Daemon | undefined;
  let apiVersion = '';
  beforeAll(async () => {
    await mkdir(scratch.file('docker-config'));
    const socket = scratch.file('docker.sock');
    const args = [
      '--iptables=false',
      '--bridge=none',
      '--storage-driver=vfs',
      `--data-root=${scratch.file('docker-data')}`,
      `--exec-root=${scratch.file('docker-exec')}`,
      `--pidfile=${scratch.file('docker.pid')}`,
      `--host=unix://${socket}`,
    ];
    daemon = await startDaemon(programs.dockerd, args, async () => {
      const version = await daemonApiVersion(socket);
      apiVersion = version ?? '';
      return version !== undefined;
    });
  });
  afterAll(() => daemon?.stop());
  return (...args) =>
    run(programs.docker, args, {
      env: {
        DOCKER_HOST: `unix://${scratch.file('docker.sock')}`,
        DOCKER_CONFIG: scratch.file('docker-config'),
        // The command line may be newer than the daemon, and then refuses to talk to it unless told the version.
        DOCKER_API_VERSION: apiVersion,
        DOCKER_BUILDKIT: '0',
      },
    });
}

/**
 * Gives daemons the certificates for a registry during the tests of a `describe`. The daemon has no setting for their
 * place, so they lie in the system's own folder, under the address of this registry.
 * @param registry its address in an image name, and the folder with `ca.crt` and perhaps `client.cert` and `client.key`.
 */
export function useDockerCertificates(registry: () => { host: string; certificates: string }): void {
  const folder = () => path.join('/etc/docker/certs.d', registry().host);
  beforeAll(async () => {
    await mkdir(folder(), { recursive: true });
    const { certificates } = registry();
    for (const name of await readdir(certificates))
      await copyFile(path.join(certificates, name), path.join(folder(), name));
  });
  afterAll(() => rm(folder(), { recursive: true, force: true }));
}

/** The newest API version that the daemon speaks; undefined while it does not answer. */
function daemonApiVersion(socketPath: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    get({ socketPath, path: '/version' }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
      });
      answer.once('end', () => resolve((JSON.parse(text) as { ApiVersion?: string }).ApiVersion));
    }).once('error', () => resolve(undefined));
  });
}
