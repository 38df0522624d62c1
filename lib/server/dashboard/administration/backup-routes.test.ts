import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { begunJob, jobDetail } from '@/lib/dashboard/administration/jobs-contract';
import { storageAnswer } from '@/lib/dashboard/administration/storage-contract';
import { verifyBackup } from '@/lib/maintenance/backup/verify-backup';
import { Pace } from '@/lib/maintenance/pace';
import { FileSystemDriver } from '@/lib/storage/driver';
import { basic, SignedInClient } from '@/tests/harness/accounts';
import { RepositoryClient } from '@/tests/harness/push';
import { type ApiServer, password, startApiServer } from '../testing/api-server';
import { addPeople } from '../testing/people';

let folder: string;
let api: ApiServer;

const accounts = { CYBERDOCK_AUTH_MODE: 'accounts' };

async function start(env: Record<string, string>): Promise<void> {
  api = await startApiServer({ ...accounts, ...env });
  addPeople(api.server);
  const http = new SignedInClient(api.port, basic('root', password));
  await new RepositoryClient(http, 'team/app').pushImage('1.0', [Buffer.from('a layer')]);
  http.close();
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-backups-'));
});

afterEach(async () => {
  await api.close();
  await rm(folder, { recursive: true, force: true });
});

const begin = async (as: string, more = {}) =>
  await api.ask('/api/v1/jobs', { method: 'POST', as, json: { kind: 'backup', ...more } });
const storage = async () => storageAnswer.parse((await api.ask('/api/v1/storage', { as: 'carol' })).json);

/** Makes one and waits for its end. */
async function made(more = {}) {
  const { id } = begunJob.parse((await begin('root', more)).json);
  const detail = async () => jobDetail.parse((await api.ask(`/api/v1/jobs/${id}`, { as: 'carol' })).json);
  await expect.poll(async () => (await detail()).job.state).not.toBe('running');
  return await detail();
}

describe('a backup at the dashboard', () => {
  test('goes to the folder of the configuration, is whole, and is told of', async () => {
    await start({ CYBERDOCK_BACKUP_FOLDER: folder });
    expect((await storage()).backup).toEqual({ folder, keep: 14, last: null });
    const { job, backup } = await made({ folder: '/somewhere/else' });
    expect(job).toMatchObject({ kind: 'backup', state: 'done', cause: 'dashboard', needsCare: false });
    expect(job.words).toMatch(/^1 repository, /);
    const [name, ...others] = await readdir(folder);
    expect(others).toEqual([]);
    expect(backup).toMatchObject({ place: path.join(folder, name ?? ''), leftOut: [], leftOutOmitted: 0 });
    const pace = new Pace(new AbortController().signal);
    const verified = await verifyBackup(new FileSystemDriver(true), backup?.place ?? '', {
      deep: true,
      pace,
    });
    expect(verified).toMatchObject({ findings: [], manifests: 1 });
    const { last } = (await storage()).backup;
    expect(last).toMatchObject({ job: job.id, repositories: 1, bytes: backup?.bytes });
    const { audit } = api.server.observation;
    audit.flush();
    expect((await audit.store.list({ action: 'backup.run' }, { limit: 10 })).records).toMatchObject([
      { actor: 'root', result: 'ok', detail: { cause: 'dashboard' } },
    ]);
  });

  test('leaves as many as the configuration says', async () => {
    await start({ CYBERDOCK_BACKUP_FOLDER: folder, CYBERDOCK_BACKUP_KEEP: '2' });
    const places: (string | undefined)[] = [];
    for (let count = 0; count < 3; count += 1) places.push((await made()).backup?.place);
    const left = (await readdir(folder)).sort().map((name) => path.join(folder, name));
    expect(left).toEqual(places.slice(1));
  });

  test('is begun by administrators, and by nobody else', async () => {
    await start({ CYBERDOCK_BACKUP_FOLDER: folder });
    for (const name of ['carol', 'alice']) expect((await begin(name)).status).toBe(403);
    expect(await readdir(folder)).toEqual([]);
  });

  test('is refused with what to do where the configuration names no folder', async () => {
    await start({});
    const refused = await begin('root');
    expect(refused.status).toBe(409);
    expect(refused.json.error.message).toContain('backup.folder');
    expect((await storage()).backup).toEqual({ folder: null, keep: 14, last: null });
  });

  test('that can not be made says why', async () => {
    const file = path.join(folder, 'a-file');
    await writeFile(file, '');
    await start({ CYBERDOCK_BACKUP_FOLDER: path.join(file, 'backups') });
    const { job, backup } = await made();
    expect(job).toMatchObject({ state: 'failed', needsCare: true });
    expect(job.words).toContain('a-file');
    expect(backup).toBeNull();
  });
});
