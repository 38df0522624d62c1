import { answerJson } from '@/lib/dashboard/answer-json';
import { repositoryQuery } from '@/lib/dashboard/contracts';
import { listRepositories } from '@/lib/dashboard/list-repositories';
import { getServer } from '@/lib/server/instance';

/** A page of repositories: `RepositoryPage`. */
export async function GET(request: Request): Promise<Response> {
  const { content, log } = getServer();
  const parameters = Object.fromEntries(new URL(request.url).searchParams);
  return answerJson(() => listRepositories(content, repositoryQuery.parse(parameters)), log);
}
