import { type Command, Option } from 'commander';
import { type Role, roles } from '../../lib/auth/principal';
import { userName } from '../administrator';
import type { CommandContext } from '../context';
import { exitCodes } from '../exit-codes';
import { table } from '../table';
import { newPassword, shownTime, withIdentities } from './identity';

const actor = userName();

/** `cyberdock user list|add|password|role|disable|enable|sign-out|remove` */
export function addUser(program: Command, context: CommandContext): void {
  const { print } = context;
  const user = program.command('user').description('who may sign in with a password');
  user
    .command('list')
    .description('list the users of the database, and those of the htpasswd file')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) => list(context, options));
  user
    .command('add <name>')
    .description('make a user; without --password-stdin, with a password that is generated and shown once')
    .option('--password-stdin', 'read the password from the first line of standard input')
    .addOption(new Option('--role <role>', 'what they may do everywhere').choices(roles).default('user'))
    .option('--note <text>', 'who they are')
    .action((name: string, options: { passwordStdin?: boolean; role: Role; note?: string }) =>
      withIdentities(context, async ({ auth, audit }) => {
        const { hash, generated } = await newPassword(options.passwordStdin);
        const { role, note } = options;
        auth.accounts.create({ name, kind: 'user', passwordHash: hash, role, note }, actor);
        audit.say('account.create', actor, { detail: { account: name, role } });
        print(`${name} was made${generated === undefined ? '' : `. The password, shown once: ${generated}`}`);
      }),
    );
  user
    .command('password <name>')
    .description('set another password: whoever is signed in with the old one is so no more')
    .option('--password-stdin', 'read the password from the first line of standard input')
    .action((name: string, options: { passwordStdin?: boolean }) =>
      withIdentities(context, async ({ auth, audit }) => {
        const { hash, generated } = await newPassword(options.passwordStdin);
        auth.accounts.setPassword(name, hash);
        audit.say('account.password', actor, { detail: { account: name } });
        print(`${name} has another password${generated === undefined ? '' : `, shown once: ${generated}`}`);
      }),
    );
  user
    .command('role <name> <role>')
    .description(`what they may do everywhere: ${roles.join(', ')}`)
    .action((name: string, role: string) =>
      withIdentities(context, ({ auth, audit }) => {
        if (!isRole(role)) {
          context.remark(`${role} is no role: use one of ${roles.join(', ')}`);
          context.exit(exitCodes.usage);
          return;
        }
        auth.accounts.setRole(name, role);
        audit.say('account.role', actor, { detail: { account: name, role } });
        print(`${name} is ${role} now`);
      }),
    );
  for (const [command, isDisabled] of [
    ['disable', true],
    ['enable', false],
  ] as const) {
    user
      .command(`${command} <name>`)
      .description(
        isDisabled ? 'let them in no more, and end what they are signed in to' : 'let them in again',
      )
      .action((name: string) =>
        withIdentities(context, ({ auth, audit }) => {
          auth.accounts.setDisabled(name, isDisabled);
          audit.say(`account.${command}`, actor, { detail: { account: name } });
          print(`${name} is ${command}d`);
        }),
      );
  }
  user
    .command('sign-out <name>')
    .description('end every session, and every token that their password gave')
    .action((name: string) =>
      withIdentities(context, ({ auth, audit }) => {
        auth.accounts.signOutEverywhere(name);
        audit.say('account.signout', actor, { detail: { account: name } });
        print(`${name} is signed out everywhere`);
      }),
    );
  user
    .command('remove <name>')
    .description('remove a user, with the access tokens')
    .action((name: string) =>
      withIdentities(context, ({ auth, audit }) => {
        auth.accounts.remove(name);
        audit.say('account.remove', actor, { detail: { account: name } });
        print(`${name} was removed`);
      }),
    );
}

async function list(context: CommandContext, { json }: { json?: boolean }): Promise<void> {
  await withIdentities(context, ({ auth }) => {
    const users = auth.directory.users();
    if (json) {
      context.print(JSON.stringify(users, null, 2));
      return;
    }
    const columns = ['NAME', 'ROLE', 'GROUPS', 'SOURCE', 'SIGNED IN'].map((title) => ({ title }));
    const rows = users.map(({ name, role, groups, source, isDisabled, signedInAtMs }) => [
      name,
      isDisabled ? `${role} (disabled)` : role,
      groups.join(' '),
      source,
      shownTime(signedInAtMs),
    ]);
    context.print(table(columns, rows));
  });
}

function isRole(text: string): text is Role {
  return (roles as readonly string[]).includes(text);
}
