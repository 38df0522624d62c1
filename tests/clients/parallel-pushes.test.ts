import { expect, it } from 'vitest';
import { describeClients, installedClient } from './client';
import { crane as craneClient } from './go-clients';
import { digestFromLayout, ImageLayout, uniqueLayer } from './images';
import { blobFile, digestBehind, isCyberDock, registry, repository } from './registry';
import { run } from './run';
import { useScratch } from './scratch';

const skopeo = installedClient('skopeo');
const crane = await craneClient();

describeClients('eight pushes at once, of images that share layers', [skopeo, crane], () => {
  const scratch = useScratch();

  /** Eight layouts, each an image of the same three layers of 4 MB and one of its own. */
  const eightImages = async (name: string) => {
    const shared = [uniqueLayer(4_000_000), uniqueLayer(4_000_000), uniqueLayer(4_000_000)];
    const images = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const layout = await ImageLayout.create(scratch.file(`${name}-${index}`));
        const image = await layout.addImage([...shared, uniqueLayer(100_000)]);
        await layout.name({ v1: image });
        return { index, layout, digest: image.descriptor.digest };
      }),
    );
    return { shared, images };
  };
  const pushWithSkopeo = (folder: string, image: string) =>
    run(skopeo.program, [
      'copy',
      '--quiet',
      '--preserve-digests',
      '--dest-tls-verify=false',
      `oci:${folder}:v1`,
      `docker://${registry.host}/${image}`,
    ]);
  const pushWithCrane = (folder: string, image: string) =>
    run(crane.program, ['push', folder, `${registry.host}/${image}`], {
      env: { DOCKER_CONFIG: scratch.file('none') },
    });
  const expectWhole = (image: string) =>
    run(crane.program, ['validate', '--remote', `${registry.host}/${image}`]);

  it('to eight repositories all arrive whole, and each shared layer is kept once', async () => {
    const { shared, images } = await eightImages('apart');
    await Promise.all(
      images.map(({ index, layout }) =>
        (index % 2 === 0 ? pushWithSkopeo : pushWithCrane)(layout.folder, `parallel/apart-${index}:v1`),
      ),
    );
    for (const { index, digest } of images) {
      expect(await digestBehind(`parallel/apart-${index}`, 'v1')).toBe(digest);
      await expectWhole(`parallel/apart-${index}:v1`);
    }
    for (const { descriptor } of isCyberDock ? shared : []) {
      const files = images.map(({ index }) => blobFile(`parallel/apart-${index}`, descriptor.digest));
      expect(new Set(files.map(({ ino }) => ino)).size).toBe(1);
      // One link for each repository and one for the pool.
      expect(files[0]?.nlink).toBe(9n);
    }
  });

  it('to eight tags of one repository all arrive whole', async () => {
    const { images } = await eightImages('together');
    await Promise.all(
      images.map(({ index, layout }) =>
        (index % 2 === 0 ? pushWithSkopeo : pushWithCrane)(layout.folder, `parallel/together:v${index}`),
      ),
    );
    expect((await repository('parallel/together').tags())?.sort()).toEqual(
      images.map(({ index }) => `v${index}`),
    );
    for (const { index, digest } of images) {
      expect(await digestBehind('parallel/together', `v${index}`)).toBe(digest);
      await expectWhole(`parallel/together:v${index}`);
    }
  });

  it('to one tag leave the tag on one of the eight, whole', async () => {
    const { images } = await eightImages('race');
    await Promise.all(
      images.map(({ index, layout }) =>
        (index % 2 === 0 ? pushWithSkopeo : pushWithCrane)(layout.folder, 'parallel/race:latest'),
      ),
    );
    expect(images.map(({ digest }) => digest)).toContain(await digestBehind('parallel/race', 'latest'));
    await expectWhole('parallel/race:latest');
    // The tag went from one to the next, but every manifest that was acknowledged is there.
    for (const { digest } of images) expect(await digestBehind('parallel/race', digest)).toBe(digest);
  });

  it('beside eight pulls disturb none of them', async () => {
    const { images } = await eightImages('pulled');
    const [first, ...others] = images;
    if (first === undefined) throw new Error('no image');
    await pushWithSkopeo(first.layout.folder, 'parallel/pulled:v0');
    const pulls = Array.from({ length: 8 }, async (_, pull) => {
      const folder = scratch.file(`pull-${pull}`);
      const source = `docker://${registry.host}/parallel/pulled:v0`;
      await run(skopeo.program, [
        'copy',
        '--quiet',
        '--preserve-digests',
        '--src-tls-verify=false',
        source,
        `oci:${folder}:v1`,
      ]);
      return await digestFromLayout(folder, 'v1');
    });
    const pushes = others.map(({ index, layout }) =>
      pushWithCrane(layout.folder, `parallel/pulled:v${index}`),
    );
    expect(new Set(await Promise.all(pulls))).toEqual(new Set([first.digest]));
    await Promise.all(pushes);
  });
});
