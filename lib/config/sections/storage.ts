import path from 'node:path';
import { z } from 'zod';
import { boolean, duration, setting, size, text } from '../setting';

/** Where content lies, how large it may be and how long an upload may take. */
export const storageSettings = z
  .strictObject({
    root: setting(
      text('a path', (value) => value.trim() !== '' && !value.includes('\0')),
      './data/registry',
      {
        description:
          'The folder that holds all content. A relative path starts at the working directory of the server. It must be one file system, with symbolic and hard links.',
        example: '/var/lib/cyberdock',
      },
    ),
    maxBlobSize: setting(size('1B', '1PiB'), '50GiB', {
      description:
        'The largest blob that is accepted. A larger upload is refused as soon as it is known to be too large.',
      example: '200GiB',
    }),
    maxManifestSize: setting(size('1KiB', '64MiB'), '4MiB', {
      description:
        'The largest manifest that is accepted. The specification asks registries to accept at least 4 MiB; manifests are held in memory while they are checked.',
      example: '8MiB',
    }),
    uploadTimeout: setting(duration('1s', '365d'), '24h', {
      description:
        'How long an upload session may rest between two requests. An older one is removed and its client starts again.',
      example: '7d',
    }),
    idleTimeout: setting(duration('100ms', '24h'), '60s', {
      description:
        'A transfer that moves no byte for this long is cut. An upload that was cut can be resumed.',
      example: '5m',
    }),
    minFreeSpace: setting(size('0B', '1PiB'), '512MiB', {
      description:
        'How much room must be left on the disk. With less, pushes are refused with status 507 before the disk is full; pulls, deletions and collection go on.',
      example: '20GiB',
    }),
    cacheSize: setting(size('0B', '64GiB'), '64MiB', {
      description:
        'The memory for manifests and other small content that is kept ready to serve. `0` keeps nothing.',
      example: '256MiB',
    }),
    fsync: setting(boolean(), true, {
      description:
        'Whether content is forced to the disk before a push is acknowledged. With `false` pushes are faster, and a power loss loses pushes that were already acknowledged.',
      example: 'false',
    }),
  })
  .meta({ description: 'Where content lies, how large it may be and how long an upload may take.' });

/** @returns the section as the server uses it: an absolute root, units in the names. */
export function storageConfig(settings: z.output<typeof storageSettings>, cwd: string) {
  return {
    root: path.resolve(cwd, settings.root),
    maxBlobBytes: settings.maxBlobSize,
    maxManifestBytes: settings.maxManifestSize,
    uploadTimeoutMs: settings.uploadTimeout,
    idleTimeoutMs: settings.idleTimeout,
    freeBytesMin: settings.minFreeSpace,
    cacheBytes: settings.cacheSize,
    fsync: settings.fsync,
  };
}
