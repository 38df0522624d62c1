import { mkdir, writeFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { describeClients } from '../client';
import * as goClients from '../go-clients';
import { uniqueImage } from '../images';
import { recordRequests } from '../recorder';
import { failure, run, runWithSecret } from '../run';
import { useScratch } from '../scratch';
import { digestFor, guarded, guardedClient, makePerson, type Person } from './guarded';

const [craneClient, regctlClient, orasClient, helmClient] = await Promise.all([
  goClients.crane(),
  goClients.regctl(),
  goClients.oras(),
  goClients.helm(),
]);
const refused = /unauthorized|authentication required|sign in|401|no basic auth|credential/i;

describeClients('crane that signs in', [craneClient, guardedClient], () => {
  const scratch = useScratch();
  const env = () => ({ DOCKER_CONFIG: scratch.file('docker') });
  const crane = (...args: string[]) => run(craneClient.program, args, { env: env() });
  const login = ({ name, token }: Person, host = guarded.host) =>
    runWithSecret(
      craneClient.program,
      ['auth', 'login', host, '--username', name, '--password-stdin'],
      token,
      env(),
    );

  it('pushes, lists and pulls after login, and neither before it nor after logout', async () => {
    const writer = await makePerson('crane', 'crane-writer', 'pull', 'push');
    const { layout, digest } = await uniqueImage(scratch.file('image'));
    const image = `${guarded.host}/crane/app:v1`;
    expect(await failure(crane('push', layout.folder, image))).toMatch(refused);
    await login(writer);
    await crane('push', layout.folder, image);
    expect(await crane('digest', image)).toBe(digest);
    await crane('validate', '--remote', image);
    expect(await crane('catalog', guarded.host)).toBe('crane/app');
    expect(await failure(crane('push', layout.folder, `${guarded.host}/other/app:v1`))).toMatch(
      // It begins with HEAD, whose answer has no words.
      /403 Forbidden/,
    );
    await crane('auth', 'logout', guarded.host);
    expect(await failure(crane('digest', image))).toMatch(refused);
  });

  it('mounts layers when it copies between two repositories, and lists for everybody what everybody may pull', async () => {
    const recorder = await recordRequests(guarded.port);
    const copier = await makePerson('public/crane', 'crane-copier', 'pull', 'push');
    const { layout, digest } = await uniqueImage(scratch.file('copy'));
    await login(copier, recorder.host);
    await crane('push', layout.folder, `${recorder.host}/public/crane/source:v1`);
    recorder.requests.length = 0;
    await crane('copy', `${recorder.host}/public/crane/source:v1`, `${recorder.host}/public/crane/target:v1`);
    expect(recorder.mounts().length).toBeGreaterThanOrEqual(2);
    await crane('auth', 'logout', recorder.host);
    expect(await crane('digest', `${recorder.host}/public/crane/target:v1`)).toBe(digest);
    const listed = (await crane('catalog', recorder.host)).split('\n');
    expect(listed).toContain('public/crane/target');
    expect(listed.filter((name) => !name.startsWith('public/'))).toEqual([]);
  });
});

describeClients('regctl that signs in', [regctlClient, guardedClient], () => {
  const scratch = useScratch();
  const env = () => ({ REGCTL_CONFIG: scratch.file('regctl.json'), DOCKER_CONFIG: scratch.file('none') });
  const regctl = (...args: string[]) => run(regctlClient.program, args, { env: env() });

  it('copies, deletes a tag and mounts, as far as it may', async () => {
    const writer = await makePerson('regctl', 'regctl-writer', 'pull', 'push');
    const { layout, digest } = await uniqueImage(scratch.file('image'));
    const recorder = await recordRequests(guarded.port);
    const { host } = recorder;
    await regctl('registry', 'set', '--tls=disabled', '--skip-check', host);
    expect(await failure(regctl('image', 'digest', `${host}/regctl/app:v1`))).toMatch(refused);
    const login = ({ name, password }: Person) =>
      runWithSecret(
        regctlClient.program,
        ['registry', 'login', host, '--user', name, '--pass-stdin'],
        password,
        env(),
      );
    await login(writer);
    await regctl('image', 'copy', `ocidir://${layout.folder}:v1`, `${host}/regctl/app:v1`);
    expect(await digestFor(writer, 'regctl/app', 'v1')).toBe(digest);
    recorder.requests.length = 0;
    await regctl('image', 'copy', `${host}/regctl/app:v1`, `${host}/regctl/copy:v1`);
    expect(recorder.mounts().length).toBeGreaterThanOrEqual(2);
    const reader = await makePerson('regctl', 'regctl-reader', 'pull');
    await login(reader);
    // Where it may not delete it would write over the tag, if it might push.
    expect(await failure(regctl('tag', 'delete', `${host}/regctl/app:v1`))).toMatch(
      /403|denied|forbidden|may not/i,
    );
    expect(await digestFor(writer, 'regctl/app', 'v1')).toBe(digest);
    await regctl('registry', 'logout', host);
    expect(await failure(regctl('image', 'digest', `${host}/regctl/app:v1`))).toMatch(refused);
  });
});

describeClients('oras that signs in', [orasClient, guardedClient], () => {
  const scratch = useScratch();
  const config = () => `--registry-config=${scratch.file('oras.json')}`;
  const oras = (...args: string[]) => run(orasClient.program, args, { cwd: scratch.file() });

  it('pushes and pulls an artifact and what refers to it', async () => {
    const writer = await makePerson('oras', 'oras-writer', 'pull', 'push');
    await writeFile(scratch.file('notes.txt'), `notes of ${process.pid} at ${Date.now()}`);
    const artifact = `${guarded.host}/oras/notes:v1`;
    const push = (to: string) => oras('push', '--plain-http', config(), to, 'notes.txt:text/plain');
    expect(await failure(push(artifact))).toMatch(refused);
    await runWithSecret(
      orasClient.program,
      ['login', '--plain-http', config(), '--username', writer.name, '--password-stdin', guarded.host],
      writer.token,
    );
    await push(artifact);
    await oras(
      'attach',
      '--plain-http',
      config(),
      '--artifact-type=text/notes',
      artifact,
      'notes.txt:text/plain',
    );
    expect(await oras('discover', '--plain-http', config(), artifact)).toContain('text/notes');
    await oras('pull', '--plain-http', config(), `--output=${scratch.file('pulled')}`, artifact);
    await oras(
      'cp',
      '--from-plain-http',
      '--to-plain-http',
      `--from-registry-config=${scratch.file('oras.json')}`,
      `--to-registry-config=${scratch.file('oras.json')}`,
      artifact,
      `${guarded.host}/oras/copy:v1`,
    );
    expect(await digestFor(writer, 'oras/copy', 'v1')).toBe(await digestFor(writer, 'oras/notes', 'v1'));
    expect(await failure(push(`${guarded.host}/other/notes:v1`))).toMatch(/403: Forbidden/);
    await oras('logout', config(), guarded.host);
    expect(await failure(oras('pull', '--plain-http', config(), artifact))).toMatch(refused);
  });
});

describeClients('helm that signs in', [helmClient, guardedClient], () => {
  const scratch = useScratch();
  const env = () => ({
    HELM_CACHE_HOME: scratch.file('cache'),
    HELM_CONFIG_HOME: scratch.file('config'),
    HELM_DATA_HOME: scratch.file('data'),
    HELM_REGISTRY_CONFIG: scratch.file('config', 'registry.json'),
  });
  const helm = (...args: string[]) => run(helmClient.program, args, { cwd: scratch.file(), env: env() });

  beforeAll(async () => {
    await mkdir(scratch.file('config'), { recursive: true });
    await helm('create', 'shop');
    await helm('package', '--version=1.0.0', 'shop');
  });

  it('pushes and pulls a chart after login, and neither before it nor after logout', async () => {
    const writer = await makePerson('helm', 'helm-writer', 'pull', 'push');
    const charts = `oci://${guarded.host}/helm`;
    const push = () => helm('push', '--plain-http', 'shop-1.0.0.tgz', charts);
    const show = () => helm('show', 'chart', '--plain-http', '--version=1.0.0', `${charts}/shop`);
    expect(await failure(push())).toMatch(refused);
    await runWithSecret(
      helmClient.program,
      ['registry', 'login', '--plain-http', '--username', writer.name, '--password-stdin', guarded.host],
      writer.token,
      env(),
    );
    await push();
    expect(await show()).toContain('version: 1.0.0');
    await helm('registry', 'logout', guarded.host);
    expect(await failure(show())).toMatch(refused);
  });
});
