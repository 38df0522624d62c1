import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../bin/program';
import { loadConfig } from '../../lib/config';
import { projectFolder } from '../harness/cyberdock';
import { readFile, settingsOf } from './deploy-file';
import { pairsOf, readDockerfile, type Stage, valuesOf } from './dockerfile';

const stages = readDockerfile();
const [build, image] = stages as [Stage, Stage];
const environment = pairsOf(image, 'ENV');
const manifest = JSON.parse(readFile('package.json')) as {
  version: string;
  license: string;
  dependencies: Record<string, string>;
};

/** The files of the program, tests apart. */
function sourcesIn(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs)$/.test(name) && !/\.test\.ts$|(^|\/)testing\//.test(name))
      .map((name) => path.join(projectFolder, folder, name)),
  );
}

describe('the container image', () => {
  test('is built in a stage of its own, which leaves npm, its cache and its settings behind', () => {
    expect(stages).toHaveLength(2);
    expect(build.from).toMatch(/ AS build$/);
    expect(valuesOf(build, 'RUN')[0]).toContain('npm ci --omit=dev');
    expect(valuesOf(image, 'COPY')).toEqual(['--from=build /app /app']);
    expect(valuesOf(image, 'RUN').join()).toContain('rm -rf /usr/local/lib/node_modules');
  });

  test('holds no secrets: npm gets its settings in a mount, and no argument or variable is made for one', () => {
    const names = stages.flatMap((stage) => [
      ...valuesOf(stage, 'ARG').map((value) => value.split('=')[0] ?? ''),
      ...Object.keys(pairsOf(stage, 'ENV')),
    ]);
    expect(names.filter((name) => /token|password|secret|auth|npmrc|key/i.test(name))).toEqual([]);
    expect(valuesOf(build, 'RUN')[0]).toContain('--mount=type=secret,id=npmrc,target=/root/.npmrc');
    expect(stages.flatMap((stage) => valuesOf(stage, 'ADD'))).toEqual([]);
  });

  test('runs as a user with a number, so that Kubernetes can tell that it is not root, and owns nothing but the data', () => {
    expect(valuesOf(image, 'USER')).toEqual(['10001:10001']);
    expect(image.instructions.findIndex(({ name }) => name === 'USER')).toBeGreaterThan(
      image.instructions.findLastIndex(({ name }) => name === 'COPY' || name === 'RUN'),
    );
    expect(valuesOf(image, 'COPY').join()).not.toContain('--chown');
    expect(valuesOf(image, 'RUN').join()).toContain(
      'install -d -o cyberdock -g cyberdock -m 750 /var/lib/cyberdock',
    );
  });

  test('starts node itself, without a shell that would keep SIGTERM from it', () => {
    expect(valuesOf(image, 'ENTRYPOINT')).toEqual(['["cyberdock"]']);
    expect(valuesOf(image, 'CMD')).toEqual(['["serve"]']);
    expect(valuesOf(image, 'STOPSIGNAL')).toEqual([]);
    expect(readFile('bin/cyberdock')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test('has a health check that is a command of CyberDock', () => {
    const [check = ''] = valuesOf(image, 'HEALTHCHECK');
    const [, program, command] = /CMD \["(\w+)", "(\w+)"\]$/.exec(check) ?? [];
    const nothing = () => undefined;
    const { signal } = new AbortController();
    const { commands } = createProgram({
      projectFolder,
      signal,
      print: nothing,
      remark: nothing,
      exit: nothing,
    });
    expect(program).toBe('cyberdock');
    expect(commands.map((each) => each.name())).toContain(command);
  });

  test('has valid settings, and its data in the volume: in a folder, for the volume may have a lost+found', () => {
    const [volume = ''] = valuesOf(image, 'VOLUME');
    const { server, storage } = loadConfig({ cwd: '/nonexistent', env: settingsOf(environment) });
    expect(server.host).toBe('0.0.0.0');
    expect(path.dirname(storage.root)).toBe(volume);
    expect(valuesOf(image, 'EXPOSE')).toEqual([String(server.port)]);
  });

  test('tells version and licence of the package', () => {
    expect(pairsOf(image, 'LABEL')).toMatchObject({
      'org.opencontainers.image.version': manifest.version,
      'org.opencontainers.image.licenses': manifest.license,
    });
  });

  test('leaves out no package that the server or the command line loads', () => {
    const [, list = ''] = /rm -rf (@img .*?) &&/.exec(valuesOf(build, 'RUN').join('\n')) ?? [];
    const removed = list.split(/\s+/).map((name) => new RegExp(`^${name.replaceAll('*', '[^/]*')}(/|$)`));
    expect(removed.length).toBeGreaterThan(5);
    const loaded = sourcesIn('bin', 'lib').flatMap((file) =>
      // What is imported for its types alone is not loaded.
      [
        ...readFileSync(file, 'utf8').matchAll(
          /^(?:import|export) (?!type )[^;]*?from '([^'.][^']*)'|import\('([^'.][^']*)'\)/gm,
        ),
      ].map(([, from, dynamic]) => from ?? dynamic ?? ''),
    );
    expect(loaded).toContain('zod');
    expect(loaded.filter((name) => removed.some((pattern) => pattern.test(name)))).toEqual([]);
  });

  test('can be built without development packages: Next would install the types that it misses behind our back', () => {
    for (const name of ['typescript', '@types/node', '@types/react']) {
      expect(Object.keys(manifest.dependencies)).toContain(name);
    }
  });

  test('is made of what is named, and never of data, secrets or tests', () => {
    const [everything, ...rules] = readFile('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(everything).toBe('*');
    const wanted = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
    const needed = [
      ...['app', 'bin', 'components', 'lib', 'public', 'LICENSE'],
      ...[
        'docs/openapi.json',
        'instrumentation.ts',
        'middleware.ts',
        'package.json',
        'package-lock.json',
        'tsconfig.json',
      ],
      ...['next.config.mjs', 'postcss.config.mjs', 'tailwind.config.ts'],
    ];
    expect(wanted.sort()).toEqual(needed.sort());
    expect(rules).toEqual(expect.arrayContaining(['**/*.test.ts', '**/*.test.tsx', '**/testing']));
  });
});
