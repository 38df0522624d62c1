import type { StorageParts } from '@/lib/storage/storage';
import type { ContentIndex } from '@/lib/storage/usage/content-index';
import type { Pace } from '../pace';

/** What a measurement works with. */
export type UsageParts = Pick<StorageParts, 'driver' | 'paths' | 'catalog' | 'blobListing' | 'database'>;

/** What the parts of a measurement share. */
export type Measuring = UsageParts & { index: ContentIndex; pace: Pace };

/** So many rows come in one to two milliseconds. */
export const pageRows = 400;
