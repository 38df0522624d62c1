import { z } from 'zod';
import { boolean, setting } from '../setting';

/** What monitoring may read. */
export const metricsSettings = z
  .strictObject({
    enabled: setting(boolean(), true, {
      description:
        'Whether `GET /metrics` answers, in the text format of Prometheus. Everyone who reaches the server may read it; it names the largest repositories.',
      example: 'false',
    }),
  })
  .meta({ description: 'What monitoring may read.' });
