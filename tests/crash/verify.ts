import { digestOf } from '../harness/content';
import type { HttpClient } from '../harness/http-client';
import { RepositoryClient } from '../harness/push';
import type { Belief, BelievedManifest, Presence } from './belief';
import type { CrashClient } from './client';

/** How much is looked at: what was touched since the last time and a few others, or all. */
export type Extent = 'touched' | 'everything';

/**
 * Asks a server whether everything that was acknowledged to a client is there and right, and everything that was
 * deleted is gone; what may be either way becomes known.
 * @returns every contradiction as a sentence.
 */
export async function verifyBelief(http: HttpClient, belief: Belief, extent: Extent): Promise<string[]> {
  const problems: string[] = [];
  const repository = new RepositoryClient(http, belief.name);
  const touched = new Set(belief.touched);
  let others = 5;
  const isChosen = (name: string) => extent === 'everything' || touched.has(name) || others-- > 0;

  for (const blob of [...belief.blobs.values()].filter(({ digest }) => isChosen(digest))) {
    blob.presence = await look(
      problems,
      `${belief.name} blob ${blob.digest}`,
      blob.presence,
      blob.digest,
      () => repository.getBlob(blob.digest),
    );
  }
  for (const manifest of [...belief.manifests.values()].filter(({ digest }) => isChosen(digest))) {
    const what = `${belief.name} manifest ${manifest.digest}`;
    manifest.presence = await look(problems, what, manifest.presence, manifest.digest, () =>
      repository.getManifest(manifest.digest),
    );
    await verifyRelations(problems, repository, belief, manifest);
  }
  for (const [tag, possible] of belief.tags) {
    if (!isChosen(tag)) continue;
    const answer = await repository.getManifest(tag);
    const actual = answer.status === 200 ? digestOf(answer.body) : undefined;
    if (answer.status !== 200 && answer.status !== 404)
      problems.push(`${belief.name}:${tag} answers ${answer.status}`);
    if (!possible.has(actual))
      problems.push(`${belief.name}:${tag} is ${actual}, not one of ${[...possible]}`);
    if (actual !== undefined && belief.manifests.get(actual)?.presence !== 'present') {
      problems.push(`${belief.name}:${tag} points to ${actual}, which is not there by its digest`);
    }
    belief.tags.set(tag, new Set([actual]));
  }
  await verifyTagList(problems, repository, belief);
  belief.touched.clear();
  return problems;
}

/** Brings every interrupted upload of a client to its end. @returns what contradicts its belief. */
export async function resumeUploads(http: HttpClient, client: CrashClient): Promise<string[]> {
  const problems: string[] = [];
  for (const upload of [...client.belief.uploads]) {
    await client.resume(http, upload).catch((error: Error) => {
      problems.push(`${client.belief.name}: ${error.message}`);
      client.belief.uploads.delete(upload);
    });
  }
  return problems;
}

async function look(
  problems: string[],
  what: string,
  expected: Presence,
  digest: string,
  get: () => Promise<{ status: number; body: Buffer }>,
): Promise<Presence> {
  const { status, body } = await get();
  if (status !== 200 && status !== 404) problems.push(`${what} answers ${status} ${body}`);
  if (status === 200 && digestOf(body) !== digest) problems.push(`${what} has wrong bytes (${body.length})`);
  const actual = status === 200 ? 'present' : 'absent';
  if (expected !== 'unknown' && expected !== actual)
    problems.push(`${what} is ${actual}, though ${expected} was acknowledged`);
  return actual;
}

/** A manifest that is there has its blobs and children, and is listed as a referrer of its subject. */
async function verifyRelations(
  problems: string[],
  repository: RepositoryClient,
  belief: Belief,
  manifest: BelievedManifest,
): Promise<void> {
  const what = `${belief.name} manifest ${manifest.digest}`;
  if (manifest.presence === 'present') {
    for (const digest of manifest.blobs) {
      if ((await repository.headBlob(digest)).status !== 200)
        problems.push(`${what} is there without its blob ${digest}`);
    }
    for (const digest of manifest.children) {
      if ((await repository.headManifest(digest)).status !== 200)
        problems.push(`${what} is there without its child ${digest}`);
    }
  }
  if (manifest.subject === undefined) return;
  const isListed = (await repository.referrers(manifest.subject)).includes(manifest.digest);
  if (isListed !== (manifest.presence === 'present')) {
    problems.push(`${what} is ${manifest.presence}, and ${isListed ? '' : 'not '}listed as a referrer`);
  }
}

async function verifyTagList(
  problems: string[],
  repository: RepositoryClient,
  belief: Belief,
): Promise<void> {
  const listed = ((await repository.tags()) ?? []).filter((tag) => tag.startsWith(belief.prefix));
  const expected = [...belief.tags].filter(([, possible]) => !possible.has(undefined)).map(([tag]) => tag);
  const uncertain = [...belief.tags].filter(([, possible]) => possible.size > 1).map(([tag]) => tag);
  for (const tag of expected) if (!listed.includes(tag)) problems.push(`${belief.name}:${tag} is not listed`);
  for (const tag of listed) {
    if (!expected.includes(tag) && !uncertain.includes(tag))
      problems.push(`${belief.name}:${tag} is listed and should not be`);
  }
}
