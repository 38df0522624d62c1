import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { uniqueContext } from '../build-context';
import { type Client, installedClient } from '../client';
import { useContainerd } from '../containerd-daemon';
import { useDockerCertificates, useDockerDaemon } from '../docker-daemon';
import { uniqueImage } from '../images';
import { run, runWithSecret } from '../run';
import type { Scratch } from '../scratch';

/** A registry that speaks TLS. */
export interface TlsPlace {
  /** As it stands in an image name. */
  host: string;
  /** The folder with `ca.crt` and perhaps `client.cert` and `client.key`, as the clients want it. */
  certificates: string;
}

/** What somebody does with a client: it has one image, which goes to a repository of its own. */
export interface SignInSteps {
  login: (name: string, secret: string) => Promise<unknown>;
  logout: () => Promise<unknown>;
  push: () => Promise<unknown>;
  /** Anew, whatever the client has already. */
  pull: () => Promise<unknown>;
}

/** A client that speaks TLS. */
export interface TlsClient {
  name: string;
  needs: Client[];
  /** To be called in a `describe`. @returns what makes the image and gives the steps, in a test */
  use: (scratch: Scratch, place: () => TlsPlace) => () => Promise<SignInSteps>;
}

/** The repository that a client pushes to. */
export const repositoryOf = (name: string) => `team/${name}`;

const [docker, dockerd, skopeo, containerd, ctr] = ['docker', 'dockerd', 'skopeo', 'containerd', 'ctr'].map(
  installedClient,
) as [Client, Client, Client, Client, Client];

const withDocker: TlsClient = {
  name: 'docker',
  needs: [docker, dockerd],
  use: (scratch, place) => {
    useDockerCertificates(place);
    const cli = useDockerDaemon({ docker: docker.program, dockerd: dockerd.program }, scratch);
    return async () => {
      const { host } = place();
      const image = `${host}/${repositoryOf('docker')}:v1`;
      await cli('build', '--tag', image, await uniqueContext(scratch.file('docker-context')));
      return {
        login: (name, secret) => cli('login', '--username', name, '--password', secret, host),
        logout: () => cli('logout', host),
        push: () => cli('push', image),
        pull: async () => {
          await cli('image', 'rm', '--force', image);
          await cli('pull', image);
        },
      };
    };
  },
};

const withSkopeo: TlsClient = {
  name: 'skopeo',
  needs: [skopeo],
  use: (scratch, place) => async () => {
    const { host, certificates } = place();
    const { layout } = await uniqueImage(scratch.file('skopeo-image'));
    const image = `docker://${host}/${repositoryOf('skopeo')}:v1`;
    const env = { REGISTRY_AUTH_FILE: scratch.file('skopeo-auth.json') };
    await writeFile(env.REGISTRY_AUTH_FILE, '{}');
    const copy = (...args: string[]) => run(skopeo.program, ['copy', '--quiet', ...args], { env });
    return {
      login: (name, secret) =>
        runWithSecret(
          skopeo.program,
          ['login', `--cert-dir=${certificates}`, `--username=${name}`, '--password-stdin', host],
          secret,
          env,
        ),
      logout: () => run(skopeo.program, ['logout', host], { env }),
      push: () => copy(`--dest-cert-dir=${certificates}`, `oci:${layout.folder}:v1`, image),
      pull: () => copy(`--src-cert-dir=${certificates}`, image, `oci:${scratch.file('skopeo-pulled')}:v1`),
    };
  },
};

/** podman and buildah, which share their options. */
function withPodman(name: 'podman' | 'buildah', more: (scratch: Scratch) => string[]): TlsClient {
  const client = installedClient(name);
  return {
    name,
    needs: [client],
    use: (scratch, place) => async () => {
      const { host, certificates } = place();
      const globals = [
        `--root=${scratch.file(`${name}-storage`)}`,
        `--runroot=${scratch.file(`${name}-run`)}`,
        '--storage-driver=vfs',
        ...more(scratch),
      ];
      const env = { BUILDAH_ISOLATION: 'chroot', REGISTRY_AUTH_FILE: scratch.file(`${name}-auth.json`) };
      const call = (...args: string[]) => run(client.program, [...globals, ...args], { env });
      const image = `${host}/${repositoryOf(name)}:v1`;
      const tls = `--cert-dir=${certificates}`;
      await writeFile(env.REGISTRY_AUTH_FILE, '{}');
      await call('build', '--quiet', '--tag', image, await uniqueContext(scratch.file(`${name}-context`)));
      return {
        login: (user, secret) =>
          runWithSecret(
            client.program,
            [...globals, 'login', tls, `--username=${user}`, '--password-stdin', host],
            secret,
            env,
          ),
        logout: () => call('logout', host),
        push: () => call('push', '--quiet', tls, image),
        pull: () => call('pull', '--quiet', ...(name === 'buildah' ? ['--policy=always'] : []), tls, image),
      };
    },
  };
}

const withCtr: TlsClient = {
  name: 'ctr of containerd',
  needs: [containerd, ctr],
  use: (scratch, place) => {
    const call = useContainerd({ containerd: containerd.program, ctr: ctr.program }, scratch);
    return async () => {
      const { host, certificates } = place();
      const { layout } = await uniqueImage(scratch.file('ctr-image'));
      const archive = scratch.file('ctr.tar');
      await run('tar', ['-C', layout.folder, '-cf', archive, '.']);
      const name = `${host}/${repositoryOf('ctr')}`;
      await call('images', 'import', '--no-unpack', '--all-platforms', `--base-name=${name}`, archive);
      const hasOwn = (await readdir(certificates)).includes('client.cert');
      const file = (one: string) => path.join(certificates, one);
      const tls = [
        `--tlscacert=${file('ca.crt')}`,
        ...(hasOwn ? [`--tlscert=${file('client.cert')}`, `--tlskey=${file('client.key')}`] : []),
      ];
      // It keeps no sign-in: name and secret go with each call.
      let user: string[] = [];
      return {
        login: async (given, secret) => {
          user = ['--user', `${given}:${secret}`];
        },
        logout: async () => {
          user = [];
        },
        push: () => call('images', 'push', ...tls, ...user, `${name}:v1`),
        pull: () => call('content', 'fetch', ...tls, ...user, `${name}:v1`),
      };
    };
  },
};

/** All of them, with docker first. */
export const tlsClients: TlsClient[] = [
  withDocker,
  withSkopeo,
  withPodman('podman', (scratch) => [
    `--tmpdir=${scratch.file('podman-tmp')}`,
    '--cgroup-manager=cgroupfs',
    '--events-backend=none',
  ]),
  withPodman('buildah', () => []),
  withCtr,
];
