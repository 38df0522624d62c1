import { z } from 'zod';
import { choice, setting } from '../setting';

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
  })
  .meta({ description: 'What is logged to standard output, and in which form.' });
