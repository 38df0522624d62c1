import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { addBackup } from './backup';
import { addConfig } from './config';
import { addImport } from './import';
import { addRestore } from './restore';

/** Each adds one command to the program. */
export const commands: ((program: Command, context: CommandContext) => void)[] = [
  addBackup,
  addConfig,
  addImport,
  addRestore,
];
