import { StorageError } from '@/lib/storage/storage-error';
import { menders } from './menders';
import type { RepairOptions, RepairOutcome } from './outcome';
import type { RepairAction } from './plan';

/**
 * Carries out one action. Nothing is removed whose content might be good. What was mended meanwhile, by another action
 * or by a client, is left alone.
 * @throws the reason of the signal once it is aborted
 */
export async function repair(options: RepairOptions, { finding }: RepairAction): Promise<RepairOutcome> {
  options.signal.throwIfAborted();
  const mend = menders[finding.kind];
  if (!mend) return { finding, done: false, words: finding.repair };
  try {
    return { finding, ...(await mend(options, finding)) };
  } catch (error) {
    options.signal.throwIfAborted();
    const isBusy = error instanceof StorageError && error.fault.code === 'BUSY';
    const words = isBusy ? 'another process is changing it: try again' : (error as Error).message;
    return { finding, done: false, words };
  }
}
