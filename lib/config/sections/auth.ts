import { z } from 'zod';
import { choice, setting } from '../setting';

/** Who may do what. */
export const authSettings = z
  .strictObject({
    mode: setting(choice(['none']), 'none', {
      description:
        'How clients say who they are. This version knows only `none`: everyone who reaches the server may pull, push and delete.',
      example: 'none',
    }),
  })
  .meta({ description: 'Who may do what.' });
