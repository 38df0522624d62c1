import { runTable } from './run-table';
import { storeSteps } from './steps/store-steps';
import { trashSteps } from './steps/trash-steps';
import { watchSteps } from './steps/watch-steps';

runTable({ ...trashSteps, ...watchSteps, ...storeSteps });
