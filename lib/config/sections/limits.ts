import { z } from 'zod';
import { duration, integer, setting, size } from '../setting';

const perMinute = integer(0, 100_000_000);

/** How much one client may ask for. */
export const limitsSettings = z
  .strictObject({
    signIns: setting(perMinute, 30_000, {
      description:
        'How often credentials or tokens may be presented for a new token from one address in a minute. Wrong passwords are slowed down long before that. `0` sets no limit.',
      example: '600',
    }),
    reads: setting(perMinute, 300_000, {
      description:
        'How many requests that read, but for the catalog, one identity may send in a minute: a user, a robot, or, for who has not signed in, an address. `0` sets no limit.',
      example: '6000',
    }),
    writes: setting(perMinute, 60_000, {
      description:
        'How many requests that push or delete one identity may send in a minute. A push of an image takes about four for each layer. `0` sets no limit.',
      example: '3000',
    }),
    catalogPages: setting(perMinute, 3_000, {
      description:
        'How many pages of the catalog of all repositories one identity may ask for in a minute. `0` sets no limit.',
      example: '60',
    }),
    uploads: setting(integer(0, 100_000), 100, {
      description:
        'How many uploads of one identity may send their bytes at the same time. Others wait up to half a minute for their turn. `0` sets no limit.',
      example: '20',
    }),
    requestSize: setting(size('0B', '1PiB'), '0B', {
      description:
        'How many bytes one request may bring. A larger blob can then only be pushed in chunks, which most clients do not do. `0B` sets no limit besides `storage.maxBlobSize`.',
      example: '100MB',
    }),
    requestTime: setting(duration('0s', '365d'), '24h', {
      description:
        'How long one request may take in all, its transfer included. Then it is ended; an upload can be resumed. `0s` sets no limit besides `storage.idleTimeout`.',
      example: '2h',
    }),
  })
  .meta({
    description:
      'How much one client may ask for, so that none takes the place of others. Who asks for more is answered 429 with `Retry-After`. Every process of the server counts for itself.',
  });

/** @returns the section as the server uses it: units in the names; `undefined` for no limit. */
export function limitsConfig(settings: z.output<typeof limitsSettings>) {
  const limit = (value: number) => (value === 0 ? undefined : value);
  return {
    signInsPerMinuteMax: limit(settings.signIns),
    readsPerMinuteMax: limit(settings.reads),
    writesPerMinuteMax: limit(settings.writes),
    catalogPagesPerMinuteMax: limit(settings.catalogPages),
    uploadsMax: limit(settings.uploads),
    requestBytesMax: limit(settings.requestSize),
    requestMsMax: limit(settings.requestTime),
  };
}
