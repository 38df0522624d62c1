import type { Config } from '@/lib/config';
import type { Exchange } from '@/lib/http/exchange';
import type { Reply } from '@/lib/http/reply';
import type { SeenClient } from '@/lib/http/seen-client';
import type { Storage } from '@/lib/storage/storage';

/** What a request does to a repository, for access control and for the log. */
export type Action = 'base' | 'catalog' | 'pull' | 'push' | 'delete';

/** What a handler gets. */
export interface RegistryRequest {
  exchange: Exchange;
  /** The named parts of the path, decoded and not yet parsed. */
  params: Record<string, string>;
  query: URLSearchParams;
  /** Who asks: a user's name. Everybody is `anonymous` while there is no authentication. */
  principal: string;
  /** Where the request came from, behind the proxies that are trusted. */
  client: SeenClient;
  /** Aborted when the client is gone. */
  signal: AbortSignal;
  storage: Storage;
  config: Config;
  /** What the log will say of this request; handlers add to it. */
  facts: RequestFacts;
}

/** What a request was about. */
export interface RequestFacts {
  repository?: string;
  reference?: string;
  digest?: string;
  uploadId?: string;
  mountedFrom?: string;
}

export type Handler = (request: RegistryRequest) => Promise<Reply>;
