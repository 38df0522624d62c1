import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * For tests that copy the folder of a database that was closed: libsql lets go of its files only when the statements
 * have been collected as garbage, and its log and its shared memory would vanish while they are copied. This has it
 * happen now.
 */
export async function closeDatabases(): Promise<void> {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  // What is collected is let go of in the turns that follow.
  for (let turn = 0; turn < 3; turn++) {
    collect();
    await setImmediate();
  }
}
