import { Worker } from 'node:worker_threads';
import { verify } from '@node-rs/bcrypt';

/** What other threads get of a busy processor before this one, as `nice` has it: about nine tenths. */
const niceness = 10;

let thread: Worker | undefined;
/** Whether a thread could not be started, or ended: then it is not tried again. */
let isBroken = false;

/**
 * Whether a password is the one that was hashed. It is compared in a thread that gives way to transfers where the
 * processors are busy, so that whoever sends wrong passwords slows down their own answers alone. Only Linux knows
 * priorities of single threads. One comparison at a time.
 * @param stored a bcrypt hash; nothing is right for what is none
 */
export async function compareInThread(password: string, stored: string): Promise<boolean> {
  if (isBroken) return await verify(password, stored);
  thread ??= start();
  const current = thread;
  const answer = new Promise<boolean>((resolve, reject) => {
    current.once('message', ({ isRight, failure }: { isRight?: boolean; failure?: string }) => {
      current.removeListener('error', reject);
      if (failure === undefined) resolve(isRight === true);
      else reject(new Error(failure));
    });
    current.once('error', reject);
  });
  // A process that ends waits for the comparison, and for nothing else of the thread.
  current.ref();
  current.postMessage({ password, stored });
  try {
    return await answer;
  } catch {
    // It could not be started, or ended: a thread of the pool does it, which gives way to nobody.
    return await verify(password, stored);
  } finally {
    current.unref();
  }
}

function start(): Worker {
  const worker = new Worker(program, {
    eval: true,
    workerData: { niceness, from: import.meta.url },
    execArgv: [],
  });
  const forget = () => {
    isBroken = true;
    if (thread === worker) thread = undefined;
  };
  worker.once('error', forget).once('exit', forget);
  return worker;
}

/**
 * What the thread runs. It is text, because the server is bundled and a thread needs a file or a text. A text would look
 * for libraries in the working directory, which is the caller's: it is told where to look from.
 */
const program = `
const os = require('node:os');
const { createRequire } = require('node:module');
const { parentPort, workerData } = require('node:worker_threads');
const { verifySync } = createRequire(workerData.from)('@node-rs/bcrypt');
if (process.platform === 'linux') {
  try {
    // Of this thread alone: Linux takes 0 for the thread that asks.
    os.setPriority(0, workerData.niceness);
  } catch {
    // Where that is forbidden it runs as the others do.
  }
}
parentPort.on('message', ({ password, stored }) => {
  try {
    parentPort.postMessage({ isRight: verifySync(password, stored) });
  } catch (error) {
    parentPort.postMessage({ failure: String(error) });
  }
});
`;
