import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectFolder } from '../harness/cyberdock';

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-kubernetes-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('deploy/kubernetes', () => {
  test('is built by Kustomize, every field is one that Kubernetes knows, and the pod is let into a restricted namespace', async () => {
    const program = path.join(folder, 'decode');
    await run('go', ['build', '-o', program, '.'], {
      cwd: path.join(import.meta.dirname, 'decode'),
      env: { ...process.env, CGO_ENABLED: '0' },
    });
    const { stdout } = await run(program, [path.join(projectFolder, 'deploy/kubernetes')]);
    const kinds = [...stdout.matchAll(/^kind: (\w+)$/gm)].map(([, kind]) => kind).sort();
    expect(kinds).toEqual([
      'ConfigMap',
      'Ingress',
      'Namespace',
      'PersistentVolumeClaim',
      'Service',
      'StatefulSet',
    ]);
  });
});
