import { mkdir, open, stat, utimes } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { freePort as portThatIsFree } from '../../lib/torture/free-port';

/** So long nobody else is given a port: until then its server listens, or has failed. */
const claimedMs = 120_000;
/** For all tests of whoever runs them on this machine: several runners ask at once. */
const claims = path.join(tmpdir(), `cyberdock-test-ports-${userInfo().uid}`);

/** A port of 127.0.0.1 that is free, and is given to nobody else for a while. */
export async function freePort(): Promise<number> {
  await mkdir(claims, { recursive: true });
  for (;;) {
    const port = await portThatIsFree();
    if (await claim(path.join(claims, String(port)))) return port;
  }
}

/** @returns false when somebody else has claimed it lately */
async function claim(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx')).close();
    return true;
  } catch {
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs < claimedMs) return false;
    await utimes(file, new Date(), new Date());
    return true;
  }
}
