import type { ContentKind } from './images/content-kinds';

/** The three commands that bring an image into the registry and out of it again. */
export interface ImageCommands {
  tag: string;
  push: string;
  pull: string;
}

/**
 * @param host as in `RegistryAddress`
 * @param repository where the image goes
 * @param local the image on the reader's machine
 */
export function imageCommands(host: string, repository: string, local: string): ImageCommands {
  const image = `${host}/${repository}:latest`;
  return { tag: `docker tag ${local} ${image}`, push: `docker push ${image}`, pull: `docker pull ${image}` };
}

/** One way to get what a tag points to. */
export interface PullForm {
  /** Of the program, or what the text is. */
  name: string;
  text: string;
}

/** Programs that pull images; the first is what most people want. */
const engines = ['docker pull', 'podman pull', 'nerdctl pull', 'ctr images pull'] as const;

/**
 * Every way to get what a tag points to, the one that most people want first. Names and digests need no quotes in a
 * shell: their grammars have none of its characters.
 * @param kind artifacts that are no images are for `oras`, and charts for `helm`
 */
export function pullForms(
  host: string,
  repository: string,
  { name, digest }: { name?: string; digest: string },
  kind: ContentKind,
): PullForm[] {
  const pinned = `${host}/${repository}@${digest}`;
  const reference = name === undefined ? pinned : `${host}/${repository}:${name}`;
  const texts: PullForm[] = [];
  if (kind === 'image' || kind === 'index')
    for (const engine of engines)
      texts.push({ name: engine.split(' ', 1).join(), text: `${engine} ${reference}` });
  else if (kind === 'helm chart')
    texts.push({
      name: 'helm',
      text: `helm pull oci://${host}/${repository}${name === undefined ? '' : ` --version ${name}`}`,
    });
  if (kind !== 'image' && kind !== 'index') texts.push({ name: 'oras', text: `oras pull ${reference}` });
  texts.push({ name: 'Reference', text: reference });
  if (name !== undefined) texts.push({ name: 'Pinned', text: pinned });
  return texts;
}

/** The command that signs in; it asks for the password, or an access token. @param name of the account, if known */
export function loginCommand(host: string, name: string | undefined): string {
  return name === undefined ? `docker login ${host}` : `docker login ${host} --username ${name}`;
}
