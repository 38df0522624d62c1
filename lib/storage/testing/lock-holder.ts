import { FileSystemDriver } from '../driver';
import { type LockKey, Locks } from '../locks';
import { StoragePaths } from '../paths';
import { Processes } from '../processes';

/** For tests: takes locks in a data folder and a temporary file, says so, and never ends by itself. */
const [root = '', ...keys] = process.argv.slice(2);
const driver = new FileSystemDriver(false);
const paths = new StoragePaths(root);
const processes = await Processes.join(driver, paths);
const locks = new Locks(driver, paths, processes);
await driver.write(paths.temporaryFile(processes.id), 'half a blob');

/** Holds a lock and, inside it, those that follow. */
async function holdAll([key, ...others]: string[]): Promise<void> {
  if (key !== undefined) return await locks.hold(key as LockKey, () => holdAll(others));
  process.stdout.write('held\n');
  await new Promise(() => setInterval(() => undefined, 60_000));
}
await holdAll(keys);
