import { beforeAll, expect, it } from 'vitest';
import { describeClients, installedClient } from '../client';
import { useContainerd } from '../containerd-daemon';
import { uniqueImage } from '../images';
import { recordRequests } from '../recorder';
import { failure, run } from '../run';
import { useScratch } from '../scratch';
import { digestFor, guarded, guardedClient, makePerson, type Person } from './guarded';

const containerd = installedClient('containerd');
const client = installedClient('ctr');

describeClients('ctr of containerd that signs in', [containerd, client, guardedClient], () => {
  const scratch = useScratch();
  const ctr = useContainerd({ containerd: containerd.program, ctr: client.program }, scratch);
  let writer: Person;
  let reader: Person;
  let digest: string;

  beforeAll(async () => {
    writer = await makePerson('containerd', 'ctr-writer', 'pull', 'push');
    reader = await makePerson('containerd', 'ctr-reader', 'pull');
    const image = await uniqueImage(scratch.file('image'));
    digest = image.digest;
    const archive = `${image.layout.folder}.tar`;
    await run('tar', ['-C', image.layout.folder, '-cf', archive, '.']);
    await ctr('images', 'import', '--no-unpack', '--all-platforms', '--base-name=local/app', archive);
  });

  const named = async (image: string) => {
    await ctr('images', 'rm', image).catch(() => undefined);
    await ctr('images', 'tag', 'local/app:v1', image);
    return image;
  };
  const as = ({ name, token }: Person) => ['--plain-http', '--user', `${name}:${token}`];
  const push = async (image: string, ...options: string[]) =>
    ctr('images', 'push', ...options, await named(image));
  const fetchContent = (image: string, ...options: string[]) => ctr('content', 'fetch', ...options, image);

  it('pushes and pulls with a name and an access token, and is refused without', async () => {
    const image = `${guarded.host}/containerd/app:v1`;
    expect(await failure(push(image, '--plain-http'))).toMatch(
      /401|unauthorized|authoriz|insufficient_scope/i,
    );
    await push(image, ...as(writer));
    expect(await digestFor(writer, 'containerd/app', 'v1')).toBe(digest);
    await fetchContent(image, ...as(reader));
    expect(await failure(fetchContent(image, '--plain-http'))).toMatch(/401|unauthorized|authoriz/i);
    // Where its layers are not yet: what is there already it does not send again.
    const another = `${guarded.host}/containerd/other:v1`;
    expect(await failure(push(another, ...as(reader)))).toMatch(/403|forbidden|denied|may not push/i);
    expect(await failure(fetchContent(image, '--plain-http', '--user', `${reader.name}:cdt_wrong`))).toMatch(
      /401|unauthorized|authoriz/i,
    );
  });

  it('pulls without signing in what everybody may pull', async () => {
    const publisher = await makePerson('public/containerd', 'ctr-publisher', 'pull', 'push');
    const image = `${guarded.host}/public/containerd/app:v1`;
    await push(image, ...as(publisher));
    await ctr('images', 'rm', '--sync', image);
    await fetchContent(image, '--plain-http');
    expect(await ctr('images', 'ls', `name==${image}`)).toContain(digest);
  });

  it('mounts layers from a repository that it has pulled from', async () => {
    const recorder = await recordRequests(guarded.port);
    const [source, target] = [
      `${recorder.host}/containerd/source:v1`,
      `${recorder.host}/containerd/target:v1`,
    ];
    await push(source, ...as(writer));
    // Where content was pulled from is what containerd mounts from.
    await ctr('images', 'rm', source);
    await fetchContent(source, ...as(writer));
    recorder.requests.length = 0;
    await ctr('images', 'tag', source, target);
    await ctr('images', 'push', ...as(writer), target);
    expect(await digestFor(writer, 'containerd/target', 'v1')).toBe(digest);
    expect(recorder.mounts().length).toBeGreaterThanOrEqual(1);
  });
});
