import { z } from 'zod';
import { boolean, choice, setting } from '../setting';

/** What monitoring may read. */
export const metricsSettings = z
  .strictObject({
    enabled: setting(boolean(), true, {
      description: 'Whether `GET /metrics` answers, in the text format of Prometheus.',
      example: 'false',
    }),
    access: setting(choice(['auditors', 'open']), 'auditors', {
      description:
        'Who may read `GET /metrics`, which names the largest repositories and counts what all together push. `auditors`: administrators and auditors, with a password or an access token; see [monitoring](monitoring.md). `open`: everyone who reaches the server.',
      example: 'open',
    }),
  })
  .meta({ description: 'What monitoring may read.' });
