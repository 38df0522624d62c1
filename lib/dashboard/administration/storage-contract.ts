import * as z from 'zod/mini';
import { dayRanges, usageOrders } from './storage-asks';

const repositoryUsage = z.object({
  repository: z.string(),
  /** All its blobs and manifests; of these, what no other repository holds, and what others hold too. */
  logicalBytes: z.number(),
  uniqueBytes: z.number(),
  sharedBytes: z.number(),
  blobs: z.number(),
  manifests: z.number(),
  tags: z.number(),
});

const figure = z.object({ title: z.string(), bytes: z.number(), sentence: z.string() });

/** Query of `GET /api/v1/storage`. */
export const storageQuery = z.object({ sort: z._default(z.enum(usageOrders), 'logical') });

/** Answer of `GET /api/v1/storage`. */
export const storageAnswer = z.object({
  nowMs: z.number(),
  /** Whether a measurement, or a newer one, is on its way. */
  isMeasuring: z.boolean(),
  /** Null until it was measured once. */
  usage: z.nullable(
    z.object({
      takenAtMs: z.number(),
      figures: z.array(figure),
      /** What the bytes on disk are, in parts that add up to them. */
      parts: z.object({
        inUse: z.number(),
        reclaimable: z.number(),
        trash: z.number(),
        quarantine: z.number(),
        arriving: z.number(),
      }),
      savedBytes: z.number(),
      /** What all repositories hold by what that takes on disk; null while they hold nothing. */
      sharingRatio: z.nullable(z.number()),
      onDiskBytes: z.number(),
      /** Of what can be reclaimed, what waits for the end of the grace period. */
      waitingBytes: z.number(),
      disk: z.object({ bytes: z.number(), freeBytes: z.number() }),
      repositories: z.array(repositoryUsage),
      repositoriesTotal: z.number(),
    }),
  ),
  graceMs: z.number(),
  /** When the server collects and scrubs by itself, in milliseconds; 0 for never. */
  collectionIntervalMs: z.number(),
  scrubPeriodMs: z.number(),
  backup: z.object({
    /** `backup.folder`; null where the dashboard makes none. */
    folder: z.nullable(z.string()),
    keep: z.number(),
    /** The last that was made, wherever; null when none was. */
    last: z.nullable(
      z.object({ job: z.number(), endedAtMs: z.number(), bytes: z.number(), repositories: z.number() }),
    ),
  }),
});

/** Query of `GET /api/v1/storage/days`. */
export const storageDaysQuery = z.object({ days: z._default(z.enum(dayRanges), '30') });

/** What the registry was on a day, when it was measured last on it. */
const storageDay = z.object({
  /** Days since 1970, UTC. */
  day: z.int(),
  physicalBytes: z.number(),
  logicalBytes: z.number(),
  repositories: z.number(),
  manifests: z.number(),
  tags: z.number(),
});

/** Answer of `GET /api/v1/storage/days`. */
export const storageDaysAnswer = z.object({
  /** The last day of the range: today. */
  today: z.int(),
  /** The oldest first; a day on which nothing was measured is not among them. */
  days: z.array(storageDay),
});

export type StorageDay = z.output<typeof storageDay>;
export type StorageAnswer = z.output<typeof storageAnswer>;
export type RepositoryUsage = NonNullable<StorageAnswer['usage']>['repositories'][number];
