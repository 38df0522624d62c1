import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { addAudit } from './audit';
import { addCheck } from './check';
import { addConfig } from './config';
import { addGc } from './gc';
import { addHistory } from './history';
import { addRepair } from './repair';
import { addRetention } from './retention';
import { addScrub } from './scrub';
import { addTrash } from './trash';
import { addUsage } from './usage';

/** Each adds one command to the program. */
export const commands: ((program: Command, context: CommandContext) => void)[] = [
  addAudit,
  addCheck,
  addConfig,
  addGc,
  addHistory,
  addRepair,
  addRetention,
  addScrub,
  addTrash,
  addUsage,
];
