import { writeFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { uniqueContext } from '../build-context';
import { describeClients, installedClient } from '../client';
import { recordRequests } from '../recorder';
import { failure, run, runWithSecret } from '../run';
import { useScratch } from '../scratch';
import { digestFor, guarded, guardedClient, makePerson, type Person } from './guarded';

const client = installedClient('podman');

describeClients('podman that signs in', [client, guardedClient], () => {
  const scratch = useScratch();
  const globals = () => [
    `--root=${scratch.file('storage')}`,
    `--runroot=${scratch.file('run')}`,
    `--tmpdir=${scratch.file('tmp')}`,
    '--storage-driver=vfs',
    '--cgroup-manager=cgroupfs',
    '--events-backend=none',
  ];
  const env = () => ({ BUILDAH_ISOLATION: 'chroot', REGISTRY_AUTH_FILE: scratch.file('auth.json') });
  const podman = (...args: string[]) => run(client.program, [...globals(), ...args], { env: env() });
  const login = (name: string, secret: string, host = guarded.host) =>
    runWithSecret(
      client.program,
      [...globals(), 'login', '--tls-verify=false', `--username=${name}`, '--password-stdin', host],
      secret,
      env(),
    );
  const logout = () => podman('logout', guarded.host);
  const push = (image: string, to = image) => podman('push', '--quiet', '--tls-verify=false', image, to);
  const pull = (image: string) => podman('pull', '--quiet', '--tls-verify=false', image);
  let writer: Person;
  const image = `${guarded.host}/podman/app:v1`;
  let id: string;

  beforeAll(async () => {
    await writeFile(scratch.file('auth.json'), '{}');
    writer = await makePerson('podman', 'podman-writer', 'pull', 'push');
    id = await podman('build', '--quiet', '--tag', image, await uniqueContext(scratch.file('image')));
  });

  it('pushes and pulls after login, and neither before it nor after logout', async () => {
    expect(await failure(push(image))).toMatch(/unauthorized|authentication required|sign in|denied/i);
    await login(writer.name, writer.password);
    await push(image);
    expect(await digestFor(writer, 'podman/app', 'v1')).toMatch(/^sha256:/);
    expect(await pull(image)).toBe(id);
    await logout();
    expect(await failure(pull(image))).toMatch(/unauthorized|authentication required|sign in|denied/i);
  });

  it('is told what it may not do, and pulls without login what everybody may pull', async () => {
    const publisher = await makePerson('public/podman', 'podman-publisher', 'push', 'pull');
    await login(publisher.name, publisher.token);
    expect(await failure(push(image, `${guarded.host}/podman/app:v2`))).toMatch(/403 \(Forbidden\)/);
    await push(image, `${guarded.host}/public/podman/app:v1`);
    await logout();
    expect(await pull(`${guarded.host}/public/podman/app:v1`)).toBe(id);
    expect(await failure(login(publisher.name, 'cdt_wrong'))).toMatch(
      /invalid username\/password|unauthorized/i,
    );
  });

  it('mounts layers from a repository that it may pull from, and from no other', async () => {
    const recorder = await recordRequests(guarded.port);
    await login(writer.name, writer.token, recorder.host);
    await push(image, `${recorder.host}/podman/source:v1`);
    recorder.requests.length = 0;
    await push(image, `${recorder.host}/podman/target:v1`);
    expect(recorder.mounts().length).toBeGreaterThanOrEqual(2);
    const other = await makePerson('podman-other', 'podman-other', 'pull', 'push');
    await login(other.name, other.token, recorder.host);
    recorder.requests.length = 0;
    await push(image, `${recorder.host}/podman-other/app:v1`);
    expect(recorder.mounts()).toEqual([]);
    expect(await digestFor(other, 'podman-other/app', 'v1')).toMatch(/^sha256:/);
  });
});
