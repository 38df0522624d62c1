import type { Command } from 'commander';
import { type Action, actions } from '../../lib/auth/access/actions';
import type { AccessToken } from '../../lib/auth/identity/access-tokens';
import { IdentityError } from '../../lib/auth/identity/identity-error';
import { isRuleGlob, ruleGlobsAllowed } from '../../lib/config';
import { parseDuration } from '../../lib/config/duration';
import { userName } from '../administrator';
import type { CommandContext } from '../context';
import { exitCodes } from '../exit-codes';
import { table } from '../table';
import { shownTime, withIdentities } from './identity';

interface CreateOptions {
  label?: string;
  expires?: string;
  actions?: string;
  repositories?: string[];
}

/** `cyberdock token create|list|rotate|revoke` */
export function addToken(program: Command, context: CommandContext): void {
  const actor = userName();
  const token = program
    .command('token')
    .description('access tokens: what a user or a robot signs in with instead of a password');
  token
    .command('create <account>')
    .description('make an access token of a user or a robot (robot+NAME); it is shown once')
    .option('--label <text>', 'what it is for')
    .option('--expires <duration>', 'when it ends, for example 90d; never, when absent')
    .option('--actions <list>', `narrow it to some of ${actions.join(',')}`)
    .option('--repositories <globs...>', 'narrow it to repositories that match')
    .action((account: string, options: CreateOptions) =>
      withIdentities(context, ({ auth, audit }) => {
        if (!auth.directory.find(account))
          throw new IdentityError(`there is nobody named ${account} who may sign in`);
        const { token: made, text } = auth.accessTokens.create(
          {
            account,
            label: options.label ?? 'made on the command line',
            grants: grantsOf(options),
            expiresAtMs: expiryOf(options),
          },
          actor,
        );
        audit.say('token.create', actor, { detail: { account, token: made.id, label: made.label } });
        context.print(text);
        context.remark(`Sign in as ${account} with this token for a password. It can't be shown again.`);
      }),
    );
  token
    .command('list [account]')
    .description('list access tokens, the newest first')
    .option('--json', 'as JSON')
    .action((account: string | undefined, { json }: { json?: boolean }) =>
      withIdentities(context, ({ auth }) => {
        const tokens = auth.accessTokens.list(account);
        context.print(json ? JSON.stringify(tokens, null, 2) : tableOf(tokens));
      }),
    );
  token
    .command('rotate <id>')
    .description(
      'put another access token of the same name into the place of one, which ends at once; it is shown once',
    )
    .action((id: string) =>
      withIdentities(context, ({ auth, audit }) => {
        const rotated = auth.accessTokens.rotate(id, actor);
        if (!rotated) {
          context.remark(`there is no token ${id}: see cyberdock token list`);
          context.exit(exitCodes.refused);
          return;
        }
        const { account, id: made, label } = rotated.token;
        audit.say('token.rotate', actor, { detail: { account, token: made, of: id, label } });
        context.print(rotated.text);
        context.remark(`Sign in as ${account} with this token for a password. It can't be shown again.`);
      }),
    );
  token
    .command('revoke <id>')
    .description('end an access token, and every bearer and refresh token that was given for it')
    .action((id: string) =>
      withIdentities(context, ({ auth, audit }) => {
        if (!auth.accessTokens.revoke(id)) {
          context.remark(`there is no token ${id}: see cyberdock token list`);
          context.exit(exitCodes.refused);
          return;
        }
        audit.say('token.revoke', actor, { detail: { token: id } });
        context.print(`${id} was revoked`);
      }),
    );
}

function tableOf(tokens: readonly AccessToken[]): string {
  const columns = ['ID', 'ACCOUNT', 'LABEL', 'FOR', 'EXPIRES', 'USED'].map((title) => ({ title }));
  const rows = tokens.map(({ id, account, label, grants, expiresAtMs, usedAtMs }) => [
    id,
    account,
    label,
    grants?.map((grant) => `${grant.actions.join(',')} ${grant.repositories.join(' ')}`).join('; ') ??
      'everything',
    expiresAtMs === undefined ? 'never' : shownTime(expiresAtMs),
    usedAtMs === undefined ? 'never' : shownTime(usedAtMs),
  ]);
  return table(columns, rows);
}

function grantsOf({ actions: list, repositories }: CreateOptions): AccessToken['grants'] {
  if (list === undefined && repositories === undefined) return undefined;
  const named = list?.split(',') ?? [...actions];
  const wrong = named.find((action) => !(actions as readonly string[]).includes(action));
  if (wrong !== undefined)
    throw new IdentityError(`${wrong} is no action: use some of ${actions.join(', ')}`);
  const globs = repositories ?? ['**'];
  const strange = globs.find((glob) => !isRuleGlob(glob) || glob.includes('{user}'));
  if (strange !== undefined)
    throw new IdentityError(`${strange} is not allowed here: use ${ruleGlobsAllowed}, without {user}`);
  return [{ repositories: globs, actions: named as Action[] }];
}

function expiryOf({ expires }: CreateOptions): number | undefined {
  if (expires === undefined) return undefined;
  const ms = parseDuration(expires);
  if (ms === undefined || ms <= 0) throw new IdentityError(`${expires} is no duration: write 90d or 12h`);
  return Date.now() + ms;
}
