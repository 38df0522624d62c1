import { z } from 'zod';
import { choice, fullList, groups, list, optionalSetting, requiredSetting, setting, text } from '../setting';
import { isRepositoryGlob, repositoryGlobsAllowed } from './repositories';

/** What may be done in a repository; `lib/auth/access/actions.ts` says what each means. */
export const accessActions = ['pull', 'push', 'retag', 'delete', 'administer'] as const;
const actions = fullList(`actions among ${accessActions.join(', ')}`, (value) =>
  (accessActions as readonly string[]).includes(value),
);

const subject = /^(?:everyone|signed-in|anonymous|(?:user|group|robot):[^\s:]{1,128})$/;
/** Whether a text says whom a rule is about. */
export const isSubject = (value: string) => subject.test(value);
export const subjectsAllowed =
  'subjects such as everyone, signed-in, anonymous, user:alice, group:developers, robot:ci';

/** Whether a text is a pattern of a rule: a glob of repository names, in which `{user}` may stand. */
export const isRuleGlob = (value: string) => isRepositoryGlob(value.replaceAll('{user}', 'u'));
export const ruleGlobsAllowed = `${repositoryGlobsAllowed} and {user}`;

const isPerson = (value: string) => /^[^\s:]{1,128}$/.test(value);
const people = list('names without spaces and colons', isPerson);

const ruleFields = {
  effect: optionalSetting(choice(['allow', 'deny']), {
    description:
      '`allow` when it is absent. A rule that denies counts before all that allow, in whatever order they stand.',
    example: 'deny',
  }),
  subjects: requiredSetting(fullList(subjectsAllowed, isSubject), {
    description:
      'Whom the rule is about: `user:…`, `group:…`, `robot:…`, `signed-in`, `anonymous` or `everyone`.',
    example: '[group:developers, robot:ci]',
  }),
  repositories: requiredSetting(fullList(ruleGlobsAllowed, isRuleGlob), {
    description: 'Patterns as in `repositories.allow`. `{user}` stands for the name of whoever asks.',
    example: '[team-a/**, "{user}/**"]',
  }),
  actions: requiredSetting(actions, {
    description:
      '`pull`, `push` (which includes moving tags), `retag`, `delete`, or `administer`, which includes all.',
    example: '[pull, push]',
  }),
  note: optionalSetting(
    text('a text of 1 to 200 characters', (value) => /^[^\p{C}]{1,200}$/u.test(value)),
    { description: 'Why the rule is there.', example: 'the build server' },
  ),
};

const groupFields = {
  name: requiredSetting(text('a name without spaces and colons', isPerson), {
    description: 'What rules call it.',
    example: 'developers',
  }),
  members: requiredSetting(people, { description: 'The names of its users.', example: '[alice, bob]' }),
};

/** Who may do what. */
export const accessSettings = z
  .strictObject({
    rules: setting(groups('a list of rules, each a group of settings', ruleFields), [], {
      description:
        'Who may do what in which repositories, besides the rules that are made in the dashboard. What no rule allows is forbidden. See [access](access.md).',
      example:
        '[{"subjects": ["group:developers"], "repositories": ["team-a/**"], "actions": ["pull", "push"]}]',
    }),
    anonymousPull: setting(list(repositoryGlobsAllowed, isRepositoryGlob), [], {
      description:
        'Repositories from which everybody may pull without signing in: patterns as in `repositories.allow`.',
      example: '[library/*, public/**]',
    }),
    groups: setting(groups('a list of groups, each with a name and members', groupFields), [], {
      description: 'Groups for rules, besides those of the dashboard.',
      example: '[{"name": "developers", "members": ["alice", "bob"]}]',
    }),
    administrators: setting(people, [], {
      description: 'Users, of the database or of `auth.htpasswd`, who may do everything.',
      example: '[alice]',
    }),
    auditors: setting(people, [], {
      description: 'Users who may read everything and change nothing.',
      example: '[carol]',
    }),
  })
  .meta({
    description:
      'Who may do what. It counts where `auth.mode` is `accounts`. In variables, rules and groups are written as JSON.',
  });
