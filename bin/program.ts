import { Command } from 'commander';
import { commands } from './commands';
import type { CommandContext } from './context';

/** The program with all its commands; nothing is run yet. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('cyberdock')
    .description('Serves CyberDock, and looks after its data folder; safe while the server runs.')
    .exitOverride()
    .showHelpAfterError('(cyberdock --help lists the commands)');
  for (const addCommand of commands) addCommand(program, context);
  return program;
}
