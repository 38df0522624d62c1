import { readFile, rm } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { until } from '../../harness/until';
import { uniqueContext } from '../build-context';
import { describeClients, installedClient } from '../client';
import { useDockerDaemon } from '../docker-daemon';
import { recordRequests } from '../recorder';
import { failure } from '../run';
import { useScratch } from '../scratch';
import { digestFor, guarded, guardedClient, makePerson, type Person } from './guarded';

const docker = installedClient('docker');
const dockerd = installedClient('dockerd');

describeClients('docker that signs in', [docker, dockerd, guardedClient], () => {
  const scratch = useScratch();
  const cli = useDockerDaemon({ docker: docker.program, dockerd: dockerd.program }, scratch);
  const login = (name: string, secret: string) =>
    cli('login', '--username', name, '--password', secret, guarded.host);
  /** Pulls an image that the daemon does not have. */
  const pull = async (image: string) => {
    await cli('image', 'rm', '--force', image).catch(() => undefined);
    return await cli('pull', image);
  };
  /** What docker keeps of a sign-in. */
  const kept = async () => {
    const text = await readFile(scratch.file('docker-config', 'config.json'), 'utf8');
    return (JSON.parse(text) as { auths: Record<string, { auth?: string; identitytoken?: string }> }).auths[
      guarded.host
    ];
  };
  let writer: Person;
  let reader: Person;
  const image = `${guarded.host}/docker/app:v1`;

  beforeAll(async () => {
    writer = await makePerson('docker', 'docker-writer', 'pull', 'push');
    reader = await makePerson('docker', 'docker-reader', 'pull');
    await cli('build', '--tag', image, await uniqueContext(scratch.file('image')));
  });

  it('pushes and pulls with a password, keeps a refresh token in its place, and can do nothing more after logout', async () => {
    expect(await failure(cli('push', image))).toMatch(
      /no basic auth credentials|unauthorized|sign in|denied/i,
    );
    await login(writer.name, writer.password);
    expect((await kept())?.identitytoken).toMatch(/^cdr_/);
    expect(Buffer.from((await kept())?.auth ?? '', 'base64').toString()).not.toContain(writer.password);
    const pushed = await cli('push', image);
    expect(pushed).toContain(String(await digestFor(writer, 'docker/app', 'v1')));
    await pull(image);
    await cli('logout', guarded.host);
    expect(await kept()).toBeUndefined();
    expect(await failure(pull(image))).toMatch(/denied|unauthorized|sign in/i);
  });

  it('is told by name what it may not do', async () => {
    await login(reader.name, reader.password);
    await pull(image);
    expect(await failure(cli('push', image))).toContain('docker-reader may not push in docker/app');
    await cli('tag', image, `${guarded.host}/other/app:v1`);
    expect(await failure(cli('push', `${guarded.host}/other/app:v1`))).toMatch(
      /may not (?:push|pull) in other\/app/,
    );
    expect(await failure(pull(`${guarded.host}/other/none:v1`))).toMatch(/may not pull in other\/none/);
    await cli('logout', guarded.host);
  });

  it('signs in with an access token, and is shut out once that is revoked, for all that it keeps', async () => {
    const robot = await makePerson('docker', 'docker-tokens', 'pull', 'push');
    await login(robot.name, robot.token);
    expect((await kept())?.identitytoken).toMatch(/^cdr_/);
    await pull(image);
    robot.revokeToken();
    await until('no more access', async () => (await pull(image).catch(() => 'refused')) === 'refused');
    expect(await failure(pull(image))).toMatch(/unauthorized|denied|sign in/i);
    expect(await failure(login(robot.name, robot.token))).toMatch(/wrong|unauthorized/i);
  });

  it('is shut out by a change of the password, also with the refresh token that it keeps', async () => {
    const mover = await makePerson('docker', 'docker-mover', 'pull', 'push');
    await login(mover.name, mover.password);
    await pull(image);
    await mover.setPassword('another password of theirs');
    await until('no more access', async () => (await pull(image).catch(() => 'refused')) === 'refused');
    expect(await failure(login(mover.name, mover.password))).toMatch(/wrong|unauthorized/i);
    await login(mover.name, 'another password of theirs');
    await pull(image);
  });

  it('is shut out when its account is disabled, also with the refresh token that it keeps', async () => {
    const leaver = await makePerson('docker', 'docker-leaver', 'pull', 'push');
    await login(leaver.name, leaver.password);
    await pull(image);
    leaver.disable();
    await until('no more access', async () => (await pull(image).catch(() => 'refused')) === 'refused');
    expect(await failure(login(leaver.name, leaver.password))).toMatch(/wrong|unauthorized/i);
  });

  it('refuses a wrong password with a sentence that says so', async () => {
    expect(await failure(login(reader.name, 'the wrong password'))).toMatch(
      /name or the password is wrong|unauthorized/i,
    );
  });

  it('pulls without signing in what everybody may pull', async () => {
    const publisher = await makePerson('public/docker', 'docker-publisher', 'pull', 'push');
    const open = `${guarded.host}/public/docker/app:v1`;
    await login(writer.name, writer.password);
    await pull(image);
    await cli('tag', image, open);
    await login(publisher.name, publisher.token);
    await cli('push', open);
    await cli('logout', guarded.host);
    expect(await pull(open)).toContain('Downloaded newer image');
    expect(await failure(cli('push', open))).toMatch(/denied|unauthorized|sign in|no basic auth/i);
  });

  it('mounts layers from a repository that it may pull from, with a token for both', async () => {
    const recorder = await recordRequests(guarded.port);
    await cli('login', '--username', writer.name, '--password', writer.token, recorder.host);
    await cli('build', '--tag', 'mounted', await uniqueContext(scratch.file('mounted')));
    await cli('tag', 'mounted', `${recorder.host}/docker/source:v1`);
    await cli('push', `${recorder.host}/docker/source:v1`);
    recorder.requests.length = 0;
    await cli('tag', 'mounted', `${recorder.host}/docker/target:v1`);
    expect(await cli('push', `${recorder.host}/docker/target:v1`)).toContain('Mounted from docker/source');
    expect(recorder.mounts()).toHaveLength(2);
    expect(await digestFor(writer, 'docker/target', 'v1')).toBe(
      await digestFor(writer, 'docker/source', 'v1'),
    );
    await rm(scratch.file('docker-config', 'config.json'));
  });
});
