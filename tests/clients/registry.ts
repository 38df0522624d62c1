import { type BigIntStats, statSync } from 'node:fs';
import { inject } from 'vitest';
import { mediaTypes } from '../harness/content';
import { repositoryFile } from '../harness/data-folder';
import { HttpClient } from '../harness/http-client';
import { catalog, RepositoryClient } from '../harness/push';

/** The registry that this run of the clients talks to. */
export const registry = inject('registry');

/** True for CyberDock: what docker-registry 2.8 cannot do is not asked of it. */
export const isCyberDock = registry.kind === 'cyberdock';

const http = new HttpClient(registry.port);

/** What a repository answers, seen without any client of containers. */
export function repository(name: string): RepositoryClient {
  return new RepositoryClient(http, name);
}

/** The digest behind a tag, from `Docker-Content-Digest`; undefined when there is none. */
export async function digestBehind(name: string, reference: string): Promise<string | undefined> {
  const accept = { Accept: Object.values(mediaTypes).join(', ') };
  const path = `/v2/${name}/manifests/${reference}`;
  const answer = await http.request({ method: 'HEAD', path, headers: accept });
  return answer.status === 200 ? answer.header('docker-content-digest') : undefined;
}

/** A manifest as the registry gives it. @throws when it is not there. */
export async function manifestOf(name: string, reference: string): Promise<ManifestDocument> {
  const answer = await repository(name).getManifest(reference);
  if (answer.status !== 200) throw new Error(`${name}:${reference}: ${answer.status} ${answer.body}`);
  return JSON.parse(String(answer.body)) as ManifestDocument;
}

/** The parts of manifests and indexes that the tests look at. */
export interface ManifestDocument {
  config: { digest: string };
  layers: { digest: string; size: number }[];
  manifests: { digest: string; platform?: { architecture: string } }[];
}

/** All repositories that the catalog lists. */
export function repositories(): Promise<string[]> {
  return catalog(http);
}

/** The file of a blob in a repository's own folder, on CyberDock's layout. @throws when it is not there. */
export function blobFile(name: string, digest: string): BigIntStats {
  return statSync(repositoryFile(registry.root, name, 'blobs', digest), { bigint: true });
}
