import type { Content } from '@/lib/dashboard/content';
import { listVisible } from '@/lib/registry/visible-repositories';
import type { Server } from '../server';
import { type Caller, visibleTo } from './caller';

/**
 * The registry's content as far as somebody may pull it. What they may not pull is as if it were not there, and the
 * disk is not asked for it, so that it takes as long whether it is there or not.
 */
export function contentFor(server: Pick<Server, 'auth' | 'content'>, caller: Caller): Content {
  const { content } = server;
  const seen = visibleTo(server, caller);
  if (!seen) return content;
  return {
    listRepositories: async ({ last = '', ...page }) => await listVisible(content, seen, { ...page, last }),
    listTags: async (repository, page) =>
      seen.sees(repository) ? await content.listTags(repository, page) : undefined,
  };
}
