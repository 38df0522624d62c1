import { expect, test } from 'vitest';
import type { Auth } from '@/lib/auth/auth';
import { openStorage, temporaryFolder } from '@/lib/storage/testing/open-storage';
import { lastDoctorRun, runDoctor } from './doctor-run';

test('a look that gets no access token has failed, says why, and lets others look again', async () => {
  const { database } = (await openStorage(await temporaryFolder())).storage.parts;
  const accessTokens = {
    create: () => {
      throw new Error('root has too many tokens');
    },
  };
  const auth = { isOpen: false, database, accessTokens } as unknown as Auth;
  const signal = new AbortController().signal;
  await runDoctor(auth, { url: new URL('http://127.0.0.1:9'), by: 'root', signal });
  expect(lastDoctorRun(database)).toMatchObject({
    state: 'failed',
    problem: 'root has too many tokens',
    events: [],
  });
});
