import { repositoryOfSegment } from './repository-of-segment';
import { repositoryPath } from './repository-path';

/**
 * Where an address typed by hand leads: `/r/library/nginx`, `/r/nginx` and `/r/library~nginx` to
 * `/r/library~nginx/tags`, and `/r` to the list, which is the first page. Every repository's own address has a `~`,
 * because its name has at least two components; what stands below such an address is left alone.
 *
 * @param pathname as it came, still encoded
 * @returns undefined when the address stands for itself
 */
export function canonicalPath(pathname: string): string | undefined {
  if (/^\/r\/?$/.test(pathname)) return '/';
  const [, rest] = /^\/r\/(.+?)\/?$/.exec(pathname) ?? [];
  if (rest === undefined || /~.*\//.test(rest)) return undefined;
  const repository = repositoryOfSegment(rest);
  return repository && repositoryPath(repository);
}
