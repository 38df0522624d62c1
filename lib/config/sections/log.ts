import path from 'node:path';
import { z } from 'zod';
import { boolean, choice, duration, optionalSetting, setting, size, text } from '../setting';

/** What is logged, and in which form. */
export const logSettings = z
  .strictObject({
    level: setting(choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal']), 'info', {
      description: 'The least serious level that is logged. At `info` every request gives one line.',
      example: 'warn',
    }),
    format: setting(choice(['json', 'text']), 'json', {
      description:
        '`json` writes one JSON object a line, for log collectors; `text` is for reading in a terminal.',
      example: 'text',
    }),
    auditFolder: optionalSetting(
      text('a path', (value) => value.trim() !== '' && !value.includes('\0')),
      {
        description:
          'The folder of the audit trail, `audit.jsonl`. A relative path starts at the working directory of the server. Without it, `audit` in `storage.root`.',
        example: '/var/log/cyberdock',
      },
    ),
    auditFileSize: setting(size('4KiB', '1TiB'), '64MiB', {
      description:
        'With how many bytes the file of the audit trail gets a name with its time, and a new one is begun.',
      example: '1GiB',
    }),
    auditAge: setting(duration('1h', '36500d'), '400d', {
      description: 'How long records of the audit trail are kept, in files and in the database.',
      example: '3650d',
    }),
    auditPulls: setting(boolean(), false, {
      description: 'Whether pulls are in the audit trail too, not only changes and refusals.',
      example: 'true',
    }),
  })
  .meta({ description: 'What is logged to standard output, and the audit trail.' });

/** @returns the section as the server uses it: absolute paths, units in the names. */
export function logConfig(settings: z.output<typeof logSettings>, cwd: string, root: string) {
  return {
    level: settings.level,
    format: settings.format,
    auditFolder:
      settings.auditFolder === undefined ? path.join(root, 'audit') : path.resolve(cwd, settings.auditFolder),
    auditFileBytes: settings.auditFileSize,
    auditAgeMs: settings.auditAge,
    auditPulls: settings.auditPulls,
  };
}
