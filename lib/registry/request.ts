import type { Config } from '@/lib/config';
import type { ContentPolicies } from '@/lib/content/content-policies';
import type { Exchange } from '@/lib/http/exchange';
import type { Reply } from '@/lib/http/reply';
import type { Storage } from '@/lib/storage/storage';
import type { InTurn } from './limits/request-limits';

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
  /** Aborted when the client is gone, or the request took too long. */
  signal: AbortSignal;
  /** For what takes much of the processor or of memory at once. */
  inTurn: InTurn;
  storage: Storage;
  /** What the settings ask of manifests. */
  policies: ContentPolicies;
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
