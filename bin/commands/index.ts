import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { addAudit } from './audit';
import { addBackup } from './backup';
import { addCheck } from './check';
import { addConfig } from './config';
import { addDoctor } from './doctor';
import { addGc } from './gc';
import { addHistory } from './history';
import { addImport } from './import';
import { addRepair } from './repair';
import { addRestore } from './restore';
import { addRetention } from './retention';
import { addScrub } from './scrub';
import { addTorture } from './torture';
import { addTrash } from './trash';
import { addUsage } from './usage';

/** Each adds one command to the program. */
export const commands: ((program: Command, context: CommandContext) => void)[] = [
  addAudit,
  addBackup,
  addCheck,
  addConfig,
  addDoctor,
  addGc,
  addHistory,
  addImport,
  addRepair,
  addRestore,
  addRetention,
  addScrub,
  addTorture,
  addTrash,
  addUsage,
];
