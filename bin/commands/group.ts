import type { Command } from 'commander';
import { userName } from '../administrator';
import type { CommandContext } from '../context';
import { exitCodes } from '../exit-codes';
import { table } from '../table';
import { withIdentities } from './identity';

/** `cyberdock group list|add|remove` */
export function addGroup(program: Command, context: CommandContext): void {
  const { print, remark, exit } = context;
  const actor = userName();
  const group = program.command('group').description('groups of users, which rules of access can name');
  group
    .command('list')
    .description('list the groups of the database with their members')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) =>
      withIdentities(context, ({ auth }) => {
        const groups = [...auth.accounts.groups()].map(([name, members]) => ({ name, members }));
        if (json) return print(JSON.stringify(groups, null, 2));
        const columns = [{ title: 'GROUP' }, { title: 'MEMBERS' }];
        print(
          table(
            columns,
            groups.map(({ name, members }) => [name, members.join(' ')]),
          ),
        );
      }),
    );
  group
    .command('add <group> <members...>')
    .description('put users into a group, which begins with its first member')
    .action((name: string, members: string[]) =>
      withIdentities(context, ({ auth, audit }) => {
        for (const member of members) {
          auth.accounts.join(name, member);
          audit.say('group.join', actor, { detail: { group: name, account: member } });
          if (!auth.directory.find(member)) remark(`there is nobody named ${member} yet`);
        }
        print(`${name}: ${members.join(', ')}`);
      }),
    );
  group
    .command('remove <group> <members...>')
    .description('take users out of a group, which ends with its last member')
    .action((name: string, members: string[]) =>
      withIdentities(context, ({ auth, audit }) => {
        for (const member of members) {
          if (auth.accounts.leave(name, member)) {
            audit.say('group.leave', actor, { detail: { group: name, account: member } });
          } else {
            remark(`${member} is not in ${name}`);
            exit(exitCodes.refused);
          }
        }
      }),
    );
}
