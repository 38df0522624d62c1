import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ensureBuild } from '../../../bin/build';
import { projectFolder, startCyberDock } from '../../harness/cyberdock';
import { machine } from '../fingerprint';
import { changeOnePercent } from './change';
import { cyberdock, type TimedCommand, timed } from './command';
import { blobsPerImage, type ContentSize } from './content';
import { type Figure, reportOf } from './maintenance-report';
import { readsMeanwhile } from './waits';
import { writeCyberDock } from './write-cyberdock';
import { writeDistribution } from './write-distribution';

/**
 * `npm run bench -- --maintenance`: how maintenance does on a large registry, beside distribution's collection on the
 * same content. The pages of both are in memory, if they fit: both were just written.
 * @returns false if a command failed
 */
export async function runMaintenance(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      maintenance: { type: 'boolean' },
      quick: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      folder: { type: 'string', default: tmpdir() },
      json: { type: 'string' },
    },
  });
  const size = { repositories: values.quick ? 100 : 1_000, images: 100, seed: Number(values.seed) };
  const images = size.repositories * size.images;
  const heading = `${machine(values.folder)}\nseed ${size.seed}, ${size.repositories} repositories, ${images} tags, ${images * blobsPerImage} blobs`;
  console.log(heading);
  await ensureBuild(projectFolder);
  const folder = await mkdtemp(path.join(values.folder, 'bench-maintenance-'));
  const remove = () => promisify(execFile)('rm', ['-rf', folder]);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void remove().finally(() => process.exit(130)));
  }
  try {
    const figures = await measure(folder, size);
    console.log(`\n${reportOf(figures)}`);
    if (values.json !== undefined)
      await writeFile(values.json, `${JSON.stringify({ heading, figures }, null, 2)}\n`);
    return figures.every(({ failure }) => failure === undefined);
  } finally {
    await remove();
  }
}

async function measure(folder: string, size: ContentSize): Promise<Figure[]> {
  const [ours, theirs] = [path.join(folder, 'cyberdock'), path.join(folder, 'distribution')];
  say('writing the registry in both layouts');
  writeCyberDock(ours, size);
  writeDistribution(theirs, size);
  const figures: Figure[] = [];
  const add = (name: string, what: string, { seconds, status, stdout, stderr }: TimedCommand) => {
    const isMissing = status === 2 && /unknown command/.test(stderr);
    const failure =
      status === 0 || isMissing ? undefined : `it ended with ${status}: ${(stderr || stdout).slice(-500)}`;
    figures.push({ name, what, seconds: isMissing ? undefined : seconds, failure });
    say(`${name}: ${isMissing ? 'there is no such command' : `${seconds.toFixed(2)} s`}`);
  };
  const starts = (name: string, what: string) => startUp(ours).then((start) => add(name, what, start));
  await starts('start-new', 'start-up until ready, the database lost');
  await forget(ours);
  add('usage-cold', 'usage report, the database lost', await cyberdock(ours, 'usage', '--json'));
  add('usage-warm', 'usage report again', await cyberdock(ours, 'usage', '--json'));
  await starts('start', 'start-up until ready');
  await forget(ours);
  add(
    'plan-cold',
    'plan of collection, the database lost',
    await cyberdock(ours, 'gc', 'plan', '--full', '--json'),
  );
  add(
    'plan-full',
    'plan that trusts no folder time',
    await cyberdock(ours, 'gc', 'plan', '--full', '--json'),
  );
  add(
    'collect-full',
    'full collection, nothing to do',
    await cyberdock(ours, 'gc', 'run', '--full', '--json'),
  );
  const changed = await changeOnePercent(ours, size, 0);
  add(
    'plan',
    `plan of everything, ${changed} repositories changed`,
    await cyberdock(ours, 'gc', 'plan', '--json'),
  );
  add(
    'collect-changed',
    `collection after ${changed} repositories changed`,
    await cyberdock(ours, 'gc', 'run', '--json'),
  );
  add('usage-changed', 'usage report after that', await cyberdock(ours, 'usage', '--json'));
  const reads = async (name: string, what: string, collects: boolean) => {
    const { reads: count, p999, longest } = await readsMeanwhile(ours, size, collects);
    figures.push({
      name: `${name}-p999`,
      what: `${what}: 999 of ${count} took at most`,
      seconds: p999 / 1000,
      failure: undefined,
    });
    figures.push({
      name: `${name}-longest`,
      what: `${what}: the longest`,
      seconds: longest / 1000,
      failure: undefined,
    });
  };
  await reads('read-idle', 'reads of manifests while nothing is collected', false);
  await changeOnePercent(ours, size, 1);
  await reads('read-collecting', 'reads of manifests while the server collects', true);
  add('check', 'full check', await cyberdock(ours, 'check', '--json'));
  add('program', 'start of the program, part of each of the above', await cyberdock(ours, 'config', 'check'));
  add('distribution-dry-run', 'distribution: garbage-collect --dry-run', await dryRun(folder, theirs));
  return figures;
}

/** What a server takes from its start until `/readyz` answers 200. */
async function startUp(root: string): Promise<TimedCommand> {
  const startedAt = performance.now();
  const server = await startCyberDock({ root, env: { CYBERDOCK_LOG_LEVEL: 'fatal' } });
  const seconds = (performance.now() - startedAt) / 1000;
  await server.stop();
  return { seconds, status: 0, stdout: '', stderr: '' };
}

/** Loses the database. */
async function forget(root: string): Promise<void> {
  for (const part of ['', '-wal', '-shm']) await rm(path.join(root, `cyberdock.db${part}`), { force: true });
}

async function dryRun(folder: string, root: string): Promise<TimedCommand> {
  const config = path.join(folder, 'config.yml');
  const storage = `storage:\n  filesystem:\n    rootdirectory: ${JSON.stringify(root)}\n`;
  await writeFile(config, `version: 0.1\nlog:\n  level: error\n${storage}http:\n  addr: 127.0.0.1:0\n`);
  return await timed('docker-registry', ['garbage-collect', '--dry-run', config]);
}

function say(text: string): void {
  console.log(`  ${new Date().toISOString().slice(11, 19)} ${text}`);
}
