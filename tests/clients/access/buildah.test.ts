import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { uniqueContext } from '../build-context';
import { describeClients, installedClient } from '../client';
import { failure, run, runWithSecret } from '../run';
import { useScratch } from '../scratch';
import { digestFor, guarded, guardedClient, makePerson } from './guarded';

const client = installedClient('buildah');

describeClients('buildah that signs in', [client, guardedClient], () => {
  const scratch = useScratch();
  const globals = () => [
    `--root=${scratch.file('storage')}`,
    `--runroot=${scratch.file('run')}`,
    '--storage-driver=vfs',
  ];
  const env = () => ({ BUILDAH_ISOLATION: 'chroot', REGISTRY_AUTH_FILE: scratch.file('auth.json') });
  const buildah = (...args: string[]) => run(client.program, [...globals(), ...args], { env: env() });

  it('pushes and pulls after login, and neither before it nor after logout', async () => {
    await writeFile(scratch.file('auth.json'), '{}');
    const writer = await makePerson('buildah', 'buildah-writer', 'pull', 'push');
    const image = `${guarded.host}/buildah/app:v1`;
    const id = await buildah('build', '--quiet', '--tag', image, await uniqueContext(scratch.file('image')));
    const push = () => buildah('push', '--quiet', '--tls-verify=false', image);
    const pull = () => buildah('pull', '--quiet', '--policy=always', '--tls-verify=false', image);
    expect(await failure(push())).toMatch(/unauthorized|authentication required|sign in|denied/i);
    await runWithSecret(
      client.program,
      [
        ...globals(),
        'login',
        '--tls-verify=false',
        `--username=${writer.name}`,
        '--password-stdin',
        guarded.host,
      ],
      writer.token,
      env(),
    );
    await push();
    expect(await digestFor(writer, 'buildah/app', 'v1')).toMatch(/^sha256:/);
    expect(await pull()).toBe(id);
    // A build from an image that it must sign in for.
    await buildah('from', '--tls-verify=false', '--pull-always', image);
    await buildah('logout', guarded.host);
    expect(await failure(pull())).toMatch(/unauthorized|authentication required|sign in|denied/i);
  });
});
