import type { Command } from 'commander';
import { stringify } from 'yaml';
import { loadConfig, readClientSecret, readSigners } from '../../lib/config';
import type { CommandContext } from '../context';

/** `cyberdock config show|check` */
export function addConfig(program: Command, { print }: CommandContext): void {
  const config = program.command('config').description('the settings, from the file and the environment');
  config
    .command('show')
    .description('print the settings that are in force: sizes in bytes, times in milliseconds')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) => {
      const settings = loadConfig();
      print(json ? JSON.stringify(settings, null, 2) : stringify(settings).trimEnd());
    });
  config
    .command('check')
    .description('say whether the settings are valid; every mistake is named with its line')
    .action(() => {
      const { content, oidc } = loadConfig();
      readSigners(content.policies);
      readClientSecret(oidc);
      print('The configuration is valid.');
    });
}
