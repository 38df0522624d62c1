/** What a scrape tells of the data folder and of the jobs: counted elsewhere, plain numbers here. */
export interface Figures {
  /** What the index knows; undefined until it was read once. */
  content: ContentFigures | undefined;
  disk: { bytes: number; freeBytes: number } | undefined;
  uploads: { count: number; bytes: number };
  quarantine: { count: number; bytes: number };
  trashEntries: number;
  cache: { hits: number; misses: number; bytes: number };
  jobs: JobFigures[];
  /** The namespaces that are nearest to their quotas. */
  quotas: QuotaFigures[];
  ready: boolean;
  degraded: boolean;
}

/** What one repository holds. */
export interface RepositoryFigures {
  name: string;
  /** Bytes of its manifests and blobs, each counted once in it, even if others share them. */
  bytes: number;
  manifests: number;
  tags: number;
}

/** What all repositories hold, as the index has it. */
export interface ContentFigures {
  atMs: number;
  repositories: number;
  /** The largest ones by bytes, the largest first. */
  largest: RepositoryFigures[];
  /** The sums of all that are not among the largest. */
  rest: Omit<RepositoryFigures, 'name'>;
  /** Blobs, each counted once for the whole registry. */
  blobs: { count: number; bytes: number };
  /** Files that scrub has compared with their digest, and when the one that waits longest was. */
  verifiedFiles: number;
  verifiedOldestAtMs: number | undefined;
}

/** The quota of a namespace, and what counts against it. */
export interface QuotaFigures {
  namespace: string;
  /** Undefined for no limit. */
  bytes: number | undefined;
  repositories: number | undefined;
  usedBytes: number;
  usedRepositories: number;
}

/** One kind of job, as its runs are remembered. */
export interface JobFigures {
  kind: string;
  /** How many runs ended in each state. */
  runs: { done: number; failed: number; cancelled: number };
  running: boolean;
  lastSuccessAtMs: number | undefined;
  lastSuccessMs: number | undefined;
}
