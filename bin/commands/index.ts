import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { addAccess } from './access';
import { addAudit } from './audit';
import { addBackup } from './backup';
import { addCheck } from './check';
import { addConfig } from './config';
import { addDoctor } from './doctor';
import { addGc } from './gc';
import { addGroup } from './group';
import { addHistory } from './history';
import { addImport } from './import';
import { addPing } from './ping';
import { addQuota } from './quota';
import { addRepair } from './repair';
import { addRestore } from './restore';
import { addRetention } from './retention';
import { addRobot } from './robot';
import { addScrub } from './scrub';
import { addServe } from './serve';
import { addToken } from './token';
import { addTorture } from './torture';
import { addTrash } from './trash';
import { addUsage } from './usage';
import { addUser } from './user';

/** Each adds one command to the program. */
export const commands: ((program: Command, context: CommandContext) => void)[] = [
  addAccess,
  addGroup,
  addRobot,
  addToken,
  addUser,
  addAudit,
  addBackup,
  addCheck,
  addConfig,
  addDoctor,
  addGc,
  addHistory,
  addImport,
  addPing,
  addQuota,
  addRepair,
  addRestore,
  addRetention,
  addScrub,
  addServe,
  addTorture,
  addTrash,
  addUsage,
];
