import type { Command } from 'commander';
import type { Action } from '../../lib/auth/access/actions';
import { robotPrefix } from '../../lib/auth/principal';
import { userName } from '../administrator';
import type { CommandContext } from '../context';
import { table } from '../table';
import { shownTime, withIdentities } from './identity';

/** `cyberdock robot list|add|remove` */
export function addRobot(program: Command, context: CommandContext): void {
  const { print } = context;
  const actor = userName();
  const robot = program
    .command('robot')
    .description('accounts of programs, such as build servers, which sign in with access tokens alone');
  robot
    .command('list')
    .description('list the robots')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) =>
      withIdentities(context, ({ auth }) => {
        const robots = auth.accounts
          .list('robot')
          .map(({ passwordHash: _, generation: __, ...shown }) => shown);
        if (json) return print(JSON.stringify(robots, null, 2));
        const columns = ['NAME', 'MADE', 'NOTE'].map((title) => ({ title }));
        print(
          table(
            columns,
            robots.map(({ name, createdAtMs, note }) => [name, shownTime(createdAtMs), note ?? '']),
          ),
        );
      }),
    );
  robot
    .command('add <name>')
    .description('make a robot, named robot+NAME, with its first access token, which is shown once')
    .option('--actions <list>', 'allow it these actions, for example pull,push')
    .option('--repositories <globs...>', 'in repositories that match')
    .option('--note <text>', 'what it is for')
    .action((plain: string, options: { actions?: string; repositories?: string[]; note?: string }) =>
      withIdentities(context, ({ auth, audit }) => {
        const { note } = options;
        const name = `${robotPrefix}${plain}`;
        const { database } = auth;
        const text = database.durably(() => {
          auth.accounts.create({ name, kind: 'robot', note }, actor);
          audit.say('account.create', actor, { detail: { account: name } });
          if (options.actions !== undefined || options.repositories !== undefined) {
            const rule = auth.rules.add(
              {
                effect: 'allow',
                subjects: [`robot:${plain}`],
                repositories: options.repositories ?? ['**'],
                actions: (options.actions?.split(',') ?? ['pull']) as Action[],
                note: `made with ${name}`,
              },
              actor,
            );
            audit.say('rule.add', actor, { detail: { ...rule } });
          }
          const made = auth.accessTokens.create(
            { account: name, label: 'the first', grants: undefined, expiresAtMs: undefined },
            actor,
          );
          audit.say('token.create', actor, { detail: { account: name, token: made.token.id } });
          return made.text;
        });
        print(text);
        context.remark(`Sign in as ${name} with this token for a password. It can't be shown again.`);
      }),
    );
  robot
    .command('remove <name>')
    .description('remove a robot, with its tokens; rules that name it stay')
    .action((plain: string) =>
      withIdentities(context, ({ auth, audit }) => {
        const name = plain.startsWith(robotPrefix) ? plain : `${robotPrefix}${plain}`;
        auth.accounts.remove(name);
        audit.say('account.remove', actor, { detail: { account: name } });
        print(`${name} was removed`);
      }),
    );
}
