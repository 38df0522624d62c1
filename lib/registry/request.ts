import type { Auth } from '@/lib/auth/auth';
import type { Config } from '@/lib/config';
import type { ContentPolicies } from '@/lib/content/content-policies';
import type { Exchange } from '@/lib/http/exchange';
import type { Reply } from '@/lib/http/reply';
import type { SeenClient } from '@/lib/http/seen-client';
import type { Storage } from '@/lib/storage/storage';
import type { InTurn } from './limits/request-limits';
import type { Permission } from './permission';

/** What a request asks for: an action in the repository that its path names, or what is about no single one. */
export type RouteAction = 'base' | 'catalog' | 'pull' | 'push' | 'delete';

/** What a handler gets. */
export interface RegistryRequest {
  exchange: Exchange;
  /** The named parts of the path, decoded and not yet parsed. */
  params: Record<string, string>;
  query: URLSearchParams;
  /** Who asks, and what they may do besides what the route requires. */
  permission: Permission;
  auth: Auth;
  /** Where the request came from, behind the proxies that are trusted. */
  client: SeenClient;
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
  /** The tags that it made (no `from`), moved, or removed (no `to`). */
  moved?: readonly { tag: string; from?: string; to?: string }[];
  mountedFrom?: string;
  /** What the client came with; absent for nothing. */
  credentials?: 'basic' | 'bearer' | 'certificate' | 'unreadable';
  /** Why that was refused, and whose name it gave. */
  refused?: string;
  claimed?: string;
  /** Which access token it was. */
  accessToken?: string;
}

export type Handler = (request: RegistryRequest) => Promise<Reply>;
