import { runTable } from './run-table';
import { storeSteps } from './steps/store-steps';
import { trashSteps } from './steps/trash-steps';
import { watchSteps } from './steps/watch-steps';

// What the doctor pushes, runs would read: it comes after them.
runTable({ ...trashSteps, ...storeSteps, ...watchSteps });
