import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseRepositoryName } from '../../../lib/oci/repository-name';
import { testSeed } from '../../harness/random';
import { hasAnyRight } from '../fixture/rights';
import { type Content, type Image, makeContent } from './content';
import { type Hidden, nameForms, type Scenario, scenario } from './operations';
import { Visitor } from './visitor';
import { startWorld, type World } from './world';

/** Two registries: one holds what mallory must not see, the other does not. */
let full: World;
let empty: World;
let runs = 0;
let compared = 0;
let hiddenSteps = 0;
let successes = 0;
/** How often each operation was answered how. */
const kinds = new Map<string, number>();

beforeAll(async () => {
  [full, empty] = [await startWorld(), await startWorld()];
});
afterAll(async () => {
  console.log(`${runs} runs, ${compared} answers compared, ${hiddenSteps} steps that must not be seen`);
  console.log(
    [...kinds]
      .sort()
      .map(([kind, count]) => `${kind}: ${count}`)
      .join(', '),
  );
  await Promise.all([full.guarded.close(), empty.guarded.close()]);
});

/** As the program under test gets it; the number of a run makes its names and bytes its own. */
async function play({ rules, stored, steps }: Scenario): Promise<void> {
  runs += 1;
  const prefix = `r${runs}-`;
  const content = makeContent(prefix);
  const written = rules.map((rule) => ({
    ...rule,
    repositories: rule.repositories.map((pattern) => pattern.replaceAll('~', prefix)),
  }));
  const nameOf = (form: string) => parseRepositoryName(`${prefix}${form}`);
  // Whoever signs in can also leave it: what nobody may see of the two is forbidden.
  const isForbidden = (form: string) =>
    !hasAnyRight(written, { name: 'mallory', groups: ['crew'] }, nameOf(form)) &&
    !hasAnyRight(written, { name: undefined, groups: [] }, nameOf(form));

  // Some of what must not be seen is in what may be seen too, and some is not.
  const everywhere = [
    ['own/app', [0, 3]],
    ['team/app', [0, 2]],
    ['sealed/app', [0, 1, 2, 3, 4]],
    ['sealed', [4]],
  ].flatMap(([name, images]) =>
    (images as number[]).map((image) => ({
      name: name as string,
      image,
      tag: image === 0 ? 'v1' : 'latest',
    })),
  );
  for (const { name, image, tag } of [...everywhere, ...stored]) {
    for (const world of isForbidden(name) ? [full] : [full, empty])
      await world.store(nameOf(name), imagesOf(content, image), [tag]);
  }
  for (const world of [full, empty]) world.setRules(written);
  const visitors = [new Visitor(full, prefix, content), new Visitor(empty, prefix, content)] as const;
  try {
    for (const step of steps) {
      if (step.what.startsWith('hidden')) {
        const hidden = step as Hidden;
        if (!isForbidden(hidden.name)) continue;
        hiddenSteps += 1;
        const session = await change(full, nameOf(hidden.name), hidden, content);
        // Mallory may have guessed it: the same id is tried in both worlds.
        if (session !== undefined)
          for (const { sessions } of visitors) sessions.push(`/v2/${prefix}own/app/blobs/uploads/${session}`);
        continue;
      }
      const asked = step as Exclude<typeof step, Hidden>;
      const [inFull, inEmpty] = [await visitors[0].ask(asked), await visitors[1].ask(asked)];
      expect(inFull, JSON.stringify(asked)).toEqual(inEmpty);
      compared += inFull.length;
      for (const { status } of inFull) {
        if (status < 300 && asked.what !== 'token' && asked.what !== 'catalog') successes += 1;
        const kind = `${asked.what} ${status}`;
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }
    }
  } finally {
    for (const visitor of visitors) visitor.close();
    for (const world of [full, empty]) {
      world.setRules([]);
      for (const form of nameForms) await world.remove(nameOf(form), 'everything');
    }
  }
}

/** An image after what it needs: an index its child. */
function imagesOf({ images }: Content, index: number): Image[] {
  return (index === 3 ? [images[0], images[3]] : [images[index]]).flatMap((image) => image ?? []);
}

async function change(
  world: World,
  repository: string,
  hidden: Hidden,
  content: Content,
): Promise<string | undefined> {
  const { blobs, digests } = content;
  switch (hidden.what) {
    case 'hidden push':
      await world.store(repository, imagesOf(content, hidden.image), ['v1']);
      return undefined;
    case 'hidden blob':
      await world.storeBlob(repository, blobs[hidden.blob] ?? Buffer.alloc(0));
      return undefined;
    case 'hidden upload':
      return await world.beginUpload(repository);
    case 'hidden delete':
      await world.remove(repository, { blob: digests[hidden.digest] ?? '' });
      return undefined;
    case 'hidden end':
      await world.remove(repository, 'everything');
      return undefined;
  }
}

test('no sequence of requests tells anything of a repository in which one has no right, not even that it is there', async () => {
  const numRuns = Number(process.env.CYBERDOCK_TEST_ISOLATION_RUNS ?? 25);
  await fc.assert(fc.asyncProperty(scenario, play), { numRuns, seed: testSeed() | 0, endOnFailure: false });
  // A property that compares refusals alone would prove nothing.
  expect(successes).toBeGreaterThan(numRuns);
  expect(hiddenSteps).toBeGreaterThan(numRuns / 4);
});
