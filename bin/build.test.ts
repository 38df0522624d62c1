import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ensureBuild } from './build';

/** Stands for `next build`: notes when it begins and ends, and does what the file `behaviour` says. */
const fakeNext = `
const fs = require('node:fs');
const note = (text) => fs.appendFileSync('builds.log', text + '\\n');
note('begin ' + process.env.NODE_ENV + ' ' + process.env.NEXT_TELEMETRY_DISABLED + ' ' + process.argv.slice(2));
const behaviour = fs.readFileSync('behaviour', 'utf8');
if (behaviour === 'fail') {
  console.log('what went wrong');
  console.error('and where');
  process.exit(1);
}
if (behaviour === 'end early') process.exit(0);
if (behaviour === 'hang') {
  note('pid ' + process.pid);
  setInterval(() => undefined, 1000);
} else {
  setTimeout(() => {
    fs.mkdirSync('.next', { recursive: true });
    fs.writeFileSync('.next/BUILD_ID', 'x');
    note('end');
  }, behaviour === 'slow' ? 1000 : 0);
}
`;

let project: string;

function write(name: string, content: string): void {
  mkdirSync(path.dirname(path.join(project, name)), { recursive: true });
  writeFileSync(path.join(project, name), content);
}

const log = () =>
  existsSync(path.join(project, 'builds.log')) ? readFileSync(path.join(project, 'builds.log'), 'utf8') : '';
const builds = () =>
  log()
    .split('\n')
    .filter((line) => line.startsWith('begin')).length;

beforeEach(() => {
  project = mkdtempSync(path.join(tmpdir(), 'cyberdock-build-'));
  write('node_modules/next/dist/bin/next', fakeNext);
  write('behaviour', 'work');
  write('package.json', '{}');
  write('app/page.tsx', 'page');
  write('lib/deep/part.ts', 'part');
});

afterEach(() => {
  rmSync(project, { recursive: true });
});

/** Another process that calls `ensureBuild` for the project. */
function anotherProcess(): ChildProcess {
  const code = `import { ensureBuild } from ${JSON.stringify(path.join(import.meta.dirname, 'build.ts'))};
    await ensureBuild(${JSON.stringify(project)});`;
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: 'inherit',
  });
}

describe('ensureBuild', () => {
  test('builds for production, without telemetry, when there is no build', async () => {
    await ensureBuild(project);
    expect(log()).toBe('begin production 1 build\nend\n');
  });

  test('does not build again while nothing changed, and leaves .next alone', async () => {
    await ensureBuild(project);
    const before = readdirSync(path.join(project, '.next'));
    const onBuild = vi.fn();
    await ensureBuild(project, onBuild);
    expect(onBuild).not.toHaveBeenCalled();
    expect(builds()).toBe(1);
    expect(readdirSync(path.join(project, '.next'))).toEqual(before);
  });

  test.each([
    ['app/page.tsx', 'changed'],
    ['lib/deep/part.ts', 'changed'],
    ['lib/new.ts', 'new'],
    ['components/button.tsx', 'new'],
    ['public/logo.svg', 'new'],
    ['package.json', '{"version":"2"}'],
    ['package-lock.json', '{}'],
    ['next.config.mjs', 'new'],
    ['tailwind.config.ts', 'new'],
    ['middleware.ts', 'new'],
    ['instrumentation.ts', 'new'],
    ['tsconfig.json', '{}'],
    ['.env.production', 'A=1'],
  ])('builds again after %s changed', async (file, content) => {
    await ensureBuild(project);
    write(file, content);
    await ensureBuild(project);
    expect(builds()).toBe(2);
  });

  test('builds again after a file moved or was removed', async () => {
    await ensureBuild(project);
    rmSync(path.join(project, 'lib/deep/part.ts'));
    await ensureBuild(project);
    expect(builds()).toBe(2);
    write('lib/other/part.ts', 'part');
    await ensureBuild(project);
    expect(builds()).toBe(3);
  });

  test.each([
    'lib/deep/part.test.ts',
    'tests/next/a.test.ts',
    'vitest.config.ts',
    'playwright.config.ts',
    'README.md',
    'data/x',
  ])('does not build again after %s changed', async (file) => {
    await ensureBuild(project);
    write(file, 'changed');
    await ensureBuild(project);
    expect(builds()).toBe(1);
  });

  test('builds again when the build itself is gone', async () => {
    await ensureBuild(project);
    rmSync(path.join(project, '.next/BUILD_ID'));
    await ensureBuild(project);
    expect(builds()).toBe(2);
  });

  test('a failed build throws with its output and is not taken for a build', async () => {
    write('behaviour', 'fail');
    await expect(ensureBuild(project)).rejects.toThrow('next build failed (1):\nwhat went wrong\nand where');
    write('behaviour', 'work');
    await ensureBuild(project);
    expect(builds()).toBe(2);
  });

  test('a build that ends without a result throws and is not taken for a build', async () => {
    write('behaviour', 'end early');
    await expect(ensureBuild(project)).rejects.toThrow('next build ended before it was done');
    write('behaviour', 'work');
    await ensureBuild(project);
    expect(builds()).toBe(2);
  });

  test('a failed build after a good one is not taken for the good one', async () => {
    await ensureBuild(project);
    write('app/page.tsx', 'broken');
    write('behaviour', 'fail');
    await expect(ensureBuild(project)).rejects.toThrow();
    write('app/page.tsx', 'page');
    write('behaviour', 'work');
    await ensureBuild(project);
    expect(builds()).toBe(3);
  });

  test('of several processes and callers at once, one builds and the others wait for it', async () => {
    write('behaviour', 'slow');
    const processes = [anotherProcess(), anotherProcess(), anotherProcess()];
    await Promise.all([
      ensureBuild(project),
      ensureBuild(project),
      ...processes.map(async (child) => expect(await once(child, 'exit')).toEqual([0, null])),
    ]);
    expect(log()).toBe('begin production 1 build\nend\n');
  });

  test('the build of a process that was killed ends too, and the next process builds', async () => {
    write('behaviour', 'hang');
    const builder = anotherProcess();
    await vi.waitFor(() => expect(log()).toMatch(/^pid \d+$/m), { timeout: 15_000 });
    const pid = Number(/^pid (\d+)$/m.exec(log())?.[1]);
    write('behaviour', 'work');
    const waiting = ensureBuild(project);
    builder.kill('SIGKILL');
    await waiting;
    expect(log().trimEnd().split('\n').at(-1)).toBe('end');
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 15_000 });
  });
});
