import { fetchJson } from '../fetch-json';

const contracts = () => import('./access-contract');

interface Asking {
  signal: AbortSignal;
}

/** All that is known of who may come in: forgotten together after each change. */
export const accessKey = ['access'] as const;

/** The queries of the lists of access. */
export const accessQueries = {
  users: {
    queryKey: [...accessKey, 'users'],
    queryFn: ({ signal }: Asking) =>
      fetchJson('/api/v1/access/users', async () => (await contracts()).accountList, signal),
  },
  groups: {
    queryKey: [...accessKey, 'groups'],
    queryFn: ({ signal }: Asking) =>
      fetchJson('/api/v1/access/groups', async () => (await contracts()).groupList, signal),
  },
  tokens: {
    queryKey: [...accessKey, 'tokens'],
    queryFn: ({ signal }: Asking) =>
      fetchJson('/api/v1/access/tokens', async () => (await contracts()).tokenList, signal),
  },
  rules: {
    queryKey: [...accessKey, 'rules'],
    queryFn: ({ signal }: Asking) =>
      fetchJson('/api/v1/access/rules', async () => (await contracts()).ruleList, signal),
  },
};

/** The path of an account in the API. */
export function accountPath(name: string): string {
  return `/api/v1/access/users/${encodeURIComponent(name)}`;
}

/** The query of one account with its sessions and tokens. */
export function accountQuery(name: string) {
  return {
    queryKey: [...accessKey, 'user', name],
    queryFn: ({ signal }: Asking) =>
      fetchJson(accountPath(name), async () => (await contracts()).accountDetail, signal),
  };
}

/** The query of what somebody may do in a repository, and why. */
export function explainQueryOf(who: string, repository: string) {
  const query = new URLSearchParams({ who, repository });
  return {
    queryKey: [...accessKey, 'explain', who, repository],
    queryFn: ({ signal }: Asking) =>
      fetchJson(`/api/v1/access/explain?${query}`, async () => (await contracts()).explainAnswer, signal),
  };
}
