import { z } from 'zod';
import { duration, setting, size } from '../setting';

/** What the server does by itself to keep its data small and sound. */
export const maintenanceSettings = z
  .strictObject({
    collectionInterval: setting(duration('0s', '365d'), '1h', {
      description:
        'How often garbage is collected: blobs that no manifest names, expired uploads, what retention lets go. `0s` leaves it to `cyberdock gc run`.',
      example: '15m',
    }),
    gracePeriod: setting(duration('1s', '30d'), '1h', {
      description:
        'How long a blob stays after a client was last told that it exists, even if no manifest names it: the time that a push has between its first blob and its manifest.',
      example: '2h',
    }),
    untaggedAfter: setting(duration('0s', '3650d'), '0s', {
      description:
        'How long a manifest stays after it lost its last tag, unless an index names it or it refers to a manifest that stays. `0s` keeps untagged manifests for ever.',
      example: '14d',
    }),
    trashPeriod: setting(duration('0s', '3650d'), '7d', {
      description:
        'How long what was deleted can be restored. It takes its space until then. `0s` deletes at once and for good.',
      example: '30d',
    }),
    scrubPeriod: setting(duration('0s', '3650d'), '30d', {
      description:
        'Within which time every stored file is read and compared with its digest. `0s` turns that off: content is then checked when it is pushed and when it is first pulled.',
      example: '7d',
    }),
    diskRate: setting(size('64KiB', '1TiB'), '32MiB', {
      description:
        'How many bytes a second maintenance reads at most, so that clients do not wait for the disk.',
      example: '200MiB',
    }),
  })
  .meta({ description: 'What the server does by itself to keep its data small and sound.' });

/** @returns the section as the server uses it: units in the names. */
export function maintenanceConfig(settings: z.output<typeof maintenanceSettings>) {
  return {
    collectionIntervalMs: settings.collectionInterval,
    graceMs: settings.gracePeriod,
    untaggedAfterMs: settings.untaggedAfter,
    trashMs: settings.trashPeriod,
    scrubPeriodMs: settings.scrubPeriod,
    diskBytesPerSecond: settings.diskRate,
  };
}
