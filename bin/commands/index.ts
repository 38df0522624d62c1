import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { addAudit } from './audit';
import { addConfig } from './config';
import { addGc } from './gc';
import { addHistory } from './history';
import { addRetention } from './retention';
import { addTrash } from './trash';
import { addUsage } from './usage';

/** Each adds one command to the program. */
export const commands: ((program: Command, context: CommandContext) => void)[] = [
  addAudit,
  addConfig,
  addGc,
  addHistory,
  addRetention,
  addTrash,
  addUsage,
];
