import { fetchJson } from '../fetch-json';

const contracts = () => import('./contracts');

/** How often a visible account page asks again, in milliseconds. */
export const refreshAccountMs = 30_000;

/** Keys of TanStack Query: the server fills them, the browser refreshes them. */
export const accountKeys = { sessions: ['sessions'], tokens: ['tokens'] } as const;

/** The query of one's own sessions, as the browser asks it. */
export const sessionsQuery = {
  queryKey: accountKeys.sessions,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    fetchJson('/api/v1/sessions', async () => (await contracts()).ownSessions, signal),
};

/** The query of one's own access tokens, as the browser asks it. */
export const tokensQuery = {
  queryKey: accountKeys.tokens,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    fetchJson('/api/v1/tokens', async () => (await contracts()).ownTokens, signal),
};
