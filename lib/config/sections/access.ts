import { z } from 'zod';
import {
  choice,
  fullList,
  groups,
  integer,
  list,
  optionalSetting,
  requiredSetting,
  setting,
  size,
  text,
} from '../setting';
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

/** The first components of a repository's name; `*` stands for any characters within one of them. */
const namespaceGlob = /^[a-z0-9._\-*]+(?:\/[a-z0-9._\-*]+)*$/;
const isNamespaceGlob = (value: string) => namespaceGlob.test(value) && !value.includes('**');

/** What the quota of a namespace may be. */
export const quotaBytesMax = '1PiB';
export const quotaRepositoriesMax = 10_000_000;

const quotaFields = {
  namespaces: requiredSetting(
    fullList(
      'first components of repository names, in lower-case letters, digits and . _ - /, with the wildcard *',
      isNamespaceGlob,
    ),
    {
      description:
        'Namespaces, each with a quota of its own: `team-a` is all that begins with `team-a/`, `*` is every first component, `team-a/*` every second one in `team-a`.',
      example: '[team-a, "ci-*"]',
    },
  ),
  bytes: optionalSetting(size('0B', quotaBytesMax), {
    description:
      'How much the repositories of a namespace may hold in all; what several of them share counts in each. No limit when it is absent.',
    example: '50GiB',
  }),
  repositories: optionalSetting(integer(0, quotaRepositoriesMax), {
    description: 'How many repositories a namespace may have. No limit when it is absent.',
    example: '100',
  }),
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
    quotas: setting(groups('a list of quotas, each with namespaces and limits', quotaFields), [], {
      description:
        'How much may be pushed into a namespace, whoever pushes and whatever `auth.mode` is. For each namespace the first quota decides that names it, after those of `cyberdock quota set`; one without limits exempts it. See [access](access.md#quotas).',
      example: '[{"namespaces": ["*"], "bytes": "50GiB", "repositories": 100}]',
    }),
  })
  .meta({
    description:
      'Who may do what, and how much. All but quotas counts where `auth.mode` is `accounts`. In variables, rules, groups and quotas are written as JSON.',
  });
