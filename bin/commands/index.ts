import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { addCheck } from './check';
import { addConfig } from './config';
import { addRepair } from './repair';
import { addScrub } from './scrub';

/** Each adds one command to the program. */
export const commands: ((program: Command, context: CommandContext) => void)[] = [
  addConfig,
  addCheck,
  addRepair,
  addScrub,
];
