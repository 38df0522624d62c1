import { z } from 'zod';
import { integer, list, setting } from '../setting';

/** A repository name in which `*` and `**` may stand for characters. */
const glob = /^[a-z0-9._\-/*]+$/;
export const isRepositoryGlob = (value: string) =>
  glob.test(value) && !value.includes('***') && !value.includes('//');
export const repositoryGlobsAllowed =
  'repository names of lower-case letters, digits and . _ - /, with wildcards';

/** Which repositories may exist. */
export const repositoriesSettings = z
  .strictObject({
    allow: setting(list(repositoryGlobsAllowed, isRepositoryGlob), ['**'], {
      description:
        'A repository must match one of these patterns. `*` stands for any characters within one component, `**` for any characters across components. A pattern without `/` is read as `library/<pattern>`, as a name without `/` is.',
      example: '[team-a/**, library/*]',
    }),
    deny: setting(list(repositoryGlobsAllowed, isRepositoryGlob), [], {
      description:
        'Repositories that match one of these patterns are refused, even if `repositories.allow` has them.',
      example: '[team-a/private/**]',
    }),
    maxNameLength: setting(integer(3, 255), 255, {
      description: 'The longest repository name, in characters. Many clients accept no more than 255.',
      example: '128',
    }),
  })
  .meta({ description: 'Which repositories may exist. In variables, lists are separated by commas.' });
