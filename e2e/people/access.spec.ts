import { runTable } from './run-table';
import { accessSteps } from './steps/access-steps';
import { accountSteps } from './steps/account-steps';
import { limitSteps } from './steps/limit-steps';
import { personSteps } from './steps/person-steps';

runTable({ ...accessSteps, ...personSteps, ...accountSteps, ...limitSteps });
