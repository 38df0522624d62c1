import { repositoryOfSegment } from './repository-of-segment';
import { repositoryPath } from './repository-path';

/**
 * Where an address typed by hand leads: `/r/library/nginx` and `/r/nginx` to `/r/library~nginx`, and `/r` to the
 * list, which is the first page for now. Every repository's own address has a `~`, because its name has at least
 * two components; such an address is left alone.
 *
 * @param pathname as it came, still encoded
 * @returns undefined when the address stands for itself
 */
export function canonicalPath(pathname: string): string | undefined {
  if (/^\/r\/?$/.test(pathname)) return '/';
  const [, rest] = /^\/r\/(.+?)\/?$/.exec(pathname) ?? [];
  if (rest === undefined || rest.includes('~')) return undefined;
  const repository = repositoryOfSegment(rest);
  return repository && repositoryPath(repository);
}
