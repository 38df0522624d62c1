import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificate, makeCertificate, makeServerCertificate } from '../harness/certificates';
import { mediaTypes } from '../harness/content';
import { type CyberDock, startCyberDock } from '../harness/cyberdock';
import { HttpClient } from '../harness/http-client';
import { uniqueContext } from './build-context';
import { describeClients, installedClient } from './client';
import { useContainerd } from './containerd-daemon';
import { useDockerCertificates, useDockerDaemon } from './docker-daemon';
import { digestFromLayout, uniqueImage } from './images';
import { run } from './run';
import { useScratch } from './scratch';

// Clients reach `cyberdock serve` over TLS: without a certificate of their own, and where everybody must show one.

const [docker, dockerd, podman, skopeo, buildah, containerd, ctr] = [
  'docker',
  'dockerd',
  'podman',
  'skopeo',
  'buildah',
  'containerd',
  'ctr',
].map(installedClient) as [Client, Client, Client, Client, Client, Client, Client];
type Client = ReturnType<typeof installedClient>;

/** What a test needs of a registry that speaks TLS. */
interface TlsRegistry {
  /**
   * `0.0.0.0:PORT`, as it stands in an image name: connections to it reach 127.0.0.1, where docker and containerd would
   * neither look at certificates nor show one.
   */
  host: string;
  /** The folder with `ca.crt` and perhaps `client.cert` and `client.key`, as the clients want it. */
  certificates: string;
  /** The digest behind a tag, from `Docker-Content-Digest`. */
  digestBehind: (name: string, reference: string) => Promise<string | undefined>;
}

describe.each([
  ['over TLS', false],
  ['over TLS with client certificates', true],
])('%s', (_, withCertificates) => {
  const scratch = useScratch();
  let server: CyberDock;
  let http: HttpClient;
  const registry: TlsRegistry = {
    get host() {
      return `0.0.0.0:${server.port}`;
    },
    get certificates() {
      return scratch.file('certificates');
    },
    digestBehind: async (name, reference) => {
      const headers = { Accept: Object.values(mediaTypes).join(', ') };
      const answer = await http.request({
        method: 'HEAD',
        path: `/v2/${name}/manifests/${reference}`,
        headers,
      });
      return answer.status === 200 ? answer.header('docker-content-digest') : undefined;
    },
  };

  beforeAll(async () => {
    const { authority, server: own } = await makeServerCertificate(scratch.file('server'));
    await mkdir(registry.certificates);
    await copyFile(authority.certificateFile, path.join(registry.certificates, 'ca.crt'));
    const client = withCertificates ? await makeClient(scratch.file('client')) : undefined;
    if (client) {
      await copyFile(client.shown.certificateFile, path.join(registry.certificates, 'client.cert'));
      await copyFile(client.shown.keyFile, path.join(registry.certificates, 'client.key'));
    }
    server = await startCyberDock({
      door: 'serve',
      env: {
        CYBERDOCK_TLS_CERTIFICATE: own.certificateFile,
        CYBERDOCK_TLS_KEY: own.keyFile,
        ...(client && {
          CYBERDOCK_TLS_CLIENT_CERTIFICATES: 'required',
          CYBERDOCK_TLS_CLIENT_AUTHORITY: client.authority.certificateFile,
        }),
      },
    });
    const { certificate: cert, key } = client?.shown ?? {};
    http = new HttpClient(server.port, { tls: { ca: authority.certificate, cert, key } });
  });

  afterAll(async () => {
    http?.close();
    expect(await server?.stop()).toBe(143);
  });

  describeClients('skopeo', [skopeo], () => {
    const at = (name: string) => `docker://${registry.host}/${name}`;
    const copy = (from: string, to: string) =>
      run(skopeo.program, [
        ...['copy', '--quiet', '--preserve-digests', from, to],
        ...[`--src-cert-dir=${registry.certificates}`, `--dest-cert-dir=${registry.certificates}`],
      ]);

    it('pulls what it pushed', async () => {
      const { layout, digest } = await uniqueImage(scratch.file('skopeo'));
      await copy(`oci:${layout.folder}:v1`, at('skopeo/app:v1'));
      expect(await registry.digestBehind('skopeo/app', 'v1')).toBe(digest);
      await copy(at('skopeo/app:v1'), `oci:${scratch.file('skopeo-pull')}:v1`);
      expect(await digestFromLayout(scratch.file('skopeo-pull'), 'v1')).toBe(digest);
    });

    it('is refused without what it must know or show', async () => {
      const ask = (...options: string[]) =>
        run(skopeo.program, ['inspect', '--raw', at('skopeo/app:v1'), ...options]);
      await expect(ask()).rejects.toThrow('certificate');
      await mkdir(scratch.file('only-ca'));
      await copyFile(path.join(registry.certificates, 'ca.crt'), scratch.file('only-ca/ca.crt'));
      const withoutOwn = ask(`--cert-dir=${scratch.file('only-ca')}`);
      if (withCertificates) await expect(withoutOwn).rejects.toThrow();
      else expect(await withoutOwn).toContain('"layers"');
    });
  });

  describeClients('podman', [podman], () => {
    const call = (...args: string[]) =>
      run(
        podman.program,
        [
          `--root=${scratch.file('podman')}`,
          `--runroot=${scratch.file('podman-run')}`,
          `--tmpdir=${scratch.file('podman-tmp')}`,
          ...['--storage-driver=vfs', '--cgroup-manager=cgroupfs', '--events-backend=none'],
          ...args,
        ],
        { env: { BUILDAH_ISOLATION: 'chroot' } },
      );

    it('pulls what it pushed', async () => {
      const image = `${registry.host}/podman/app:v1`;
      const id = await call(
        'build',
        '--quiet',
        '--tag',
        image,
        await uniqueContext(scratch.file('podman-context')),
      );
      const certificates = `--cert-dir=${registry.certificates}`;
      await call('push', '--quiet', certificates, image);
      const digest = await registry.digestBehind('podman/app', 'v1');
      await call('rmi', '--force', id);
      expect(await call('pull', '--quiet', certificates, image)).toBe(id);
      expect(await call('image', 'inspect', '--format', '{{.Digest}}', image)).toBe(digest);
    });
  });

  describeClients('buildah', [buildah], () => {
    const call = (...args: string[]) =>
      run(
        buildah.program,
        [
          `--root=${scratch.file('buildah')}`,
          `--runroot=${scratch.file('buildah-run')}`,
          '--storage-driver=vfs',
          ...args,
        ],
        { env: { BUILDAH_ISOLATION: 'chroot' } },
      );

    it('pulls what it pushed', async () => {
      const image = `${registry.host}/buildah/app:v1`;
      const id = await call(
        'build',
        '--quiet',
        '--tag',
        image,
        await uniqueContext(scratch.file('buildah-context')),
      );
      const certificates = `--cert-dir=${registry.certificates}`;
      await call('push', '--quiet', certificates, image);
      expect(await registry.digestBehind('buildah/app', 'v1')).toMatch(/^sha256:/);
      await call('rmi', '--force', id);
      expect(await call('pull', '--quiet', certificates, image)).toBe(id);
    });
  });

  describeClients('docker', [docker, dockerd], () => {
    useDockerCertificates(() => registry);
    const cli = useDockerDaemon({ docker: docker.program, dockerd: dockerd.program }, scratch);

    it('pulls what it pushed', async () => {
      const image = `${registry.host}/docker/app:v1`;
      await cli('build', '--tag', image, await uniqueContext(scratch.file('docker-context')));
      const pushed = await cli('push', image);
      const id = await cli('image', 'inspect', '--format', '{{.Id}}', image);
      expect(pushed).toContain(`v1: digest: ${await registry.digestBehind('docker/app', 'v1')} `);
      await cli('image', 'rm', image);
      await cli('pull', image);
      expect(await cli('image', 'inspect', '--format', '{{.Id}}', image)).toBe(id);
    });
  });

  describeClients('ctr of containerd', [containerd, ctr], () => {
    const call = useContainerd({ containerd: containerd.program, ctr: ctr.program }, scratch);
    const tls = () => [
      `--tlscacert=${path.join(registry.certificates, 'ca.crt')}`,
      ...(withCertificates
        ? [
            `--tlscert=${path.join(registry.certificates, 'client.cert')}`,
            `--tlskey=${path.join(registry.certificates, 'client.key')}`,
          ]
        : []),
    ];

    it('pulls what it pushed', async () => {
      const { layout, digest, layers } = await uniqueImage(scratch.file('ctr'));
      const name = `${registry.host}/containerd/app`;
      const archive = scratch.file('ctr.tar');
      await run('tar', ['-C', layout.folder, '-cf', archive, '.']);
      await call('images', 'import', '--no-unpack', '--all-platforms', `--base-name=${name}`, archive);
      await call('images', 'push', ...tls(), `${name}:v1`);
      expect(await registry.digestBehind('containerd/app', 'v1')).toBe(digest);
      await call('images', 'rm', '--sync', `${name}:v1`);
      await call('content', 'fetch', ...tls(), `${name}:v1`);
      const held = await call('content', 'ls', '--quiet');
      for (const { descriptor } of layers) expect(held).toContain(descriptor.digest);
    });
  });
});

/** A client's certificate, and who signed it. */
async function makeClient(folder: string): Promise<{ authority: Certificate; shown: Certificate }> {
  const authority = await makeCertificate(folder, 'ca', { commonNames: ['Clients'], use: 'authority' });
  const shown = await makeCertificate(folder, 'client', {
    commonNames: ['builder'],
    use: 'client',
    authority,
  });
  return { authority, shown };
}
