import { answerJson, DashboardProblem } from '@/lib/dashboard/answer-json';
import { tagQuery } from '@/lib/dashboard/contracts';
import { listTags } from '@/lib/dashboard/list-tags';
import { repositoryOfSegment } from '@/lib/dashboard/repository-of-segment';
import { getServer } from '@/lib/server/instance';

/** A page of a repository's tags: `TagPage`. The repository is one segment, with `~` for `/`. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ repository: string }> },
): Promise<Response> {
  const { content, log } = getServer();
  const name = repositoryOfSegment((await params).repository);
  const parameters = Object.fromEntries(new URL(request.url).searchParams);
  return answerJson(async () => {
    const page = name && (await listTags(content, name, tagQuery.parse(parameters)));
    if (!page) throw new DashboardProblem(404, 'There is no such repository.');
    return page;
  }, log);
}
