import { describe, expect, it } from 'vitest';
import { openStorage, temporaryFolder } from '@/lib/storage/testing/open-storage';
import { JobRunning, Jobs } from './jobs';

const { signal } = new AbortController();

describe('Jobs.run', () => {
  it('says which process runs a job of that kind already, so that somebody can look at it', async () => {
    const root = await temporaryFolder();
    // Two openings of one folder are to each other what two processes are.
    const [one, other] = [await openStorage(root), await openStorage(root)];
    const options = { kind: 'scrub', cause: 'command line', signal } as const;
    const refused = await new Jobs(one.storage.parts).run(options, async () => {
      const second = new Jobs(other.storage.parts).run(options, async () => undefined);
      return await second.catch((error: unknown) => error);
    });
    expect(refused).toBeInstanceOf(JobRunning);
    expect((refused as Error).message).toMatch(
      new RegExp(
        `^another scrub is running, in process ${process.pid} since \\d{4}-.*Z: wait until it has ended$`,
      ),
    );
  });
});
