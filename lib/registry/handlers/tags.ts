import { json } from '@/lib/http/reply';
import { nextLink, pageEntriesMax, parsePageSize } from '../pagination';
import { repositoryOf } from '../parameters';
import { RegistryError } from '../registry-error';
import type { Handler } from '../request';

/** GET /v2/{name}/tags/list: tags in ASCII order (distribution-spec, "Listing Tags", end-8). */
export const getTags: Handler = async (request) => {
  const { repository, name } = repositoryOf(request);
  const limit = parsePageSize(request.query, pageEntriesMax);
  const last = request.query.get('last') ?? '';
  const page = await request.storage.listTags(repository, { last, limit });
  if (!page) throw new RegistryError('NAME_UNKNOWN', { detail: { name } });
  const tags = page.tags.map((tag) => tag.name);
  const isFollowed = page.more && limit > 0;
  const link = isFollowed ? nextLink(`/v2/${name}/tags/list`, { n: limit, last: tags.at(-1) }) : {};
  return json(200, { name, tags }, link);
};
