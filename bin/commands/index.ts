import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { addConfig } from './config';
import { addTorture } from './torture';

/** Each adds one command to the program. */
export const commands: ((program: Command, context: CommandContext) => void)[] = [addConfig, addTorture];
