import { type Command, Option } from 'commander';
import { type Action, actions } from '../../lib/auth/access/actions';
import { explain } from '../../lib/auth/access/explain';
import type { RepositoryName } from '../../lib/oci/repository-name';
import type { Toolbox } from '../../lib/server/toolbox';
import { userName } from '../administrator';
import { repositoryArgument } from '../arguments';
import type { CommandContext } from '../context';
import { exitCodes } from '../exit-codes';
import { table } from '../table';
import { withIdentities } from './identity';

interface RuleOptions {
  to: string[];
  do: string[];
  in: string[];
  note?: string;
}

/** `cyberdock access explain|rules|allow|deny|remove` */
export function addAccess(program: Command, context: CommandContext): void {
  const { print, remark, exit } = context;
  const actor = userName();
  const access = program.command('access').description('who may do what in which repositories');
  access
    .command('explain <who> <action> <repository>')
    .description('say whether a user, robot+NAME or anonymous may do something, and which rule decides')
    .option('--json', 'as JSON')
    .action((who: string, action: string, name: string, options: { json?: boolean }) =>
      withIdentities(context, (box) =>
        tellExplained(context, box, { who, action, repository: repositoryArgument(name) }, options),
      ),
    );
  access
    .command('rules')
    .description('list the rules of the configuration and of the database')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) =>
      withIdentities(context, ({ auth }) => {
        const { rules } = auth.rules.book;
        if (json) return print(JSON.stringify(rules, null, 2));
        const columns = ['RULE', 'EFFECT', 'WHO', 'WHAT', 'WHERE', 'NOTE'].map((title) => ({ title }));
        const rows = rules.map((rule) => [
          rule.id,
          rule.effect,
          rule.subjects.join(' '),
          rule.actions.join(' '),
          rule.repositories.join(' '),
          rule.note ?? '',
        ]);
        print(table(columns, rows));
      }),
    );
  for (const effect of ['allow', 'deny'] as const) {
    access
      .command(effect)
      .description(`make a rule that ${effect === 'allow' ? 'allows' : 'forbids'} something`)
      .requiredOption(
        '--to <subjects...>',
        'user:NAME, group:NAME, robot:NAME, signed-in, anonymous or everyone',
      )
      .addOption(new Option('--do <actions...>', 'what').choices(actions).makeOptionMandatory())
      .requiredOption('--in <globs...>', 'repositories; {user} stands for the name of who asks')
      .option('--note <text>', 'why')
      .action((options: RuleOptions) =>
        withIdentities(context, ({ auth, audit }) => {
          const { to, note } = options;
          const made = auth.rules.add(
            { effect, subjects: to, actions: options.do as Action[], repositories: options.in, note },
            actor,
          );
          audit.say('rule.add', actor, { detail: { ...made } });
          print(made.id);
        }),
      );
  }
  access
    .command('remove <rule>')
    .description('remove a rule of the database by its number')
    .action((rule: string) =>
      withIdentities(context, ({ auth, audit }) => {
        if (auth.rules.remove(rule)) {
          audit.say('rule.remove', actor, { detail: { rule } });
          print(`rule ${rule} was removed`);
          return;
        }
        remark(`there is no rule ${rule} in the database: see cyberdock access rules`);
        exit(exitCodes.refused);
      }),
    );
}

function tellExplained(
  { print, remark, exit }: CommandContext,
  { auth }: Toolbox,
  { who, action, repository }: { who: string; action: string; repository: RepositoryName },
  { json }: { json?: boolean },
): void {
  if (!(actions as readonly string[]).includes(action)) {
    remark(`${action} is no action: use one of ${actions.join(', ')}`);
    exit(exitCodes.usage);
    return;
  }
  const decision = explain(auth, who, action as Action, repository);
  if (json) print(JSON.stringify({ who, action, repository, ...decision }, null, 2));
  else print(`${decision.allowed ? 'yes' : 'no'}: ${decision.because}`);
  if (!decision.allowed) exit(exitCodes.findings);
}
