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

/** The command that pulls what a tag points to. */
export function pullCommand(host: string, repository: string, tag: string): string {
  return `docker pull ${host}/${repository}:${tag}`;
}

/** The command that signs in; it asks for the password, or an access token. @param name of the account, if known */
export function loginCommand(host: string, name: string | undefined): string {
  return name === undefined ? `docker login ${host}` : `docker login ${host} --username ${name}`;
}
