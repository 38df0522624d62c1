import { Cut } from './cluster';
import type { ManifestModel } from './model';
import { digestOf } from './random';
import type { RegistryClient } from './registry-client';

/** Repeats a look that kills cut, for reading changes nothing. */
export async function look<T>(task: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
    }
  }
}

/** A manifest is there with its exact bytes and all that it names, or it is gone, as the model says. */
export async function checkManifest(
  client: RegistryClient,
  manifest: ManifestModel,
  withBlobs: boolean,
): Promise<void> {
  const { digest, bytes, presence } = manifest;
  const answer = client.expect(digest, await look(() => client.getManifest(digest)), 200, 404);
  const isThere = answer.status === 200;
  if (isThere && !answer.body.equals(bytes)) client.fail('wrong bytes', `manifest ${digest}`, digest);
  if (isThere && presence === 'absent')
    client.fail('deleted content came back', `manifest ${digest}`, digest);
  if (!isThere && presence === 'present') client.fail('content lost', `manifest ${digest}`, digest);
  manifest.presence = isThere ? 'present' : 'absent';
  if (!isThere || !withBlobs) return;
  for (const blob of manifest.blobs) await checkBlob(client, blob, digest);
  for (const child of manifest.children) {
    const found = await look(() => client.getManifest(child));
    if (found.status !== 200)
      client.fail('manifest without a blob', `${digest} is there without its child ${child}`, digest, child);
  }
}

/** A blob that a manifest names is there with its exact bytes. */
async function checkBlob(client: RegistryClient, blob: string, manifest: string): Promise<void> {
  const answer = client.expect(blob, await look(() => client.getBlob(blob)), 200, 404);
  if (answer.status === 404)
    client.fail('manifest without a blob', `${manifest} is there without its blob ${blob}`, blob, manifest);
  if (digestOf(answer.body) !== blob) client.fail('wrong bytes', `blob ${blob}`, blob);
}

/** Each tag points where the model says. */
async function checkTag(client: RegistryClient, tag: string): Promise<void> {
  const expected = client.model.tags.get(tag);
  const answer = client.expect(tag, await look(() => client.getManifest(tag)), 200, 404);
  const actual = answer.status === 200 ? digestOf(answer.body) : undefined;
  if (actual !== expected)
    client.fail('tag wrong', `${tag} points to ${actual}, not to ${expected}`, tag, expected ?? tag);
}

/** `tags/list` and `_catalog` say what the model says. */
export async function checkLists(client: RegistryClient): Promise<void> {
  const { model } = client;
  const tags = await look(() => client.tags());
  const expected = [...model.tags.keys()].sort();
  if (tags.join() !== expected.join())
    client.fail('list wrong', `the tags are ${expected}, listed are ${tags}`, ...expected, ...tags);
  const isListed = (await look(() => client.catalog())).includes(model.name);
  if (isListed !== model.presentManifests().length > 0)
    client.fail('list wrong', `it is ${isListed ? '' : 'not '}in the catalog`);
}

/** Everything of a repository is as the model says. */
export async function checkAll(client: RegistryClient): Promise<void> {
  for (const manifest of client.model.manifests.values()) await checkManifest(client, manifest, true);
  for (const tag of client.model.tags.keys()) await checkTag(client, tag);
  for (const { subject, digest, presence } of client.model.manifests.values()) {
    if (subject === undefined) continue;
    const isListed = (await look(() => client.referrers(subject))).includes(digest);
    if (isListed !== (presence === 'present'))
      client.fail('list wrong', `${digest} is ${isListed ? '' : 'not '}a referrer of ${subject}`, digest);
  }
  await checkLists(client);
}

/**
 * Looks at what a cut request may have changed: its server is dead, so what is found now stays. Only the object of that
 * one request may be either way; the model says of all others what they must be.
 */
export async function settle(client: RegistryClient): Promise<void> {
  const { model } = client;
  const cut = model.events.last ?? '';
  for (const blob of model.blobs.values()) if (cut.includes(blob.digest)) blob.presence = 'unknown';
  const target = /^(PUT|DELETE) \S*\/manifests\/(\S+) /.exec(cut);
  if (!target) return;
  const [, method, reference = ''] = target;
  const manifest = model.manifests.get(reference);
  if (manifest) manifest.presence = 'unknown';
  for (const one of model.manifests.values())
    if (one.presence === 'unknown') await checkManifest(client, one, true);
  const isDeletion = method === 'DELETE';
  const pointing = [...model.tags].filter(([, digest]) => isDeletion && digest === reference);
  const tags = reference.includes(':') ? pointing.map(([tag]) => tag) : [reference];
  for (const tag of tags) await settleTag(client, tag, isDeletion);
}

/** The tag points where it did, or where the cut request was to point it. */
async function settleTag(client: RegistryClient, tag: string, isDeletion: boolean): Promise<void> {
  const { model } = client;
  const before = model.tags.get(tag);
  const answer = client.expect(tag, await look(() => client.getManifest(tag)), 200, 404);
  const actual = answer.status === 200 ? digestOf(answer.body) : undefined;
  const allowed = [before, isDeletion ? undefined : model.pushing];
  if (!allowed.includes(actual))
    client.fail('tag wrong', `${tag} points to ${actual}, not to ${allowed.join(' or ')}`, tag);
  if (actual === undefined) model.tags.delete(tag);
  else model.tags.set(tag, actual);
}
