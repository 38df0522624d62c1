import { runTable } from './run-table';
import { bulkSteps } from './steps/bulk-steps';
import { fileSteps } from './steps/file-steps';
import { imageSteps } from './steps/image-steps';
import { listSteps } from './steps/list-steps';
import { tagSteps } from './steps/tag-steps';

runTable({ ...listSteps, ...tagSteps, ...bulkSteps, ...imageSteps, ...fileSteps });
