import type { Session } from '@/lib/auth/sessions';
import type { OwnSessions } from './contracts';

/** The sessions of somebody as they are shown them. @param thisId the one that asks */
export function ownSessionsOf(sessions: readonly Session[], thisId: string | undefined): OwnSessions {
  return {
    nowMs: Date.now(),
    sessions: sessions.map(({ id, createdAtMs, seenAtMs, endsAtMs, address, client }) => ({
      id,
      isThis: id === thisId,
      createdAtMs,
      seenAtMs,
      endsAtMs,
      address: address ?? null,
      client: client ?? null,
    })),
  };
}
