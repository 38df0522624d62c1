import path from 'node:path';
import { ensureBuild } from '../bin/build';
import { playwrightStep } from './harness/steps/playwright-step';
import { runSteps, type Step } from './harness/steps/run-steps';
import { staticStep } from './harness/steps/static-step';
import { vitestStep } from './harness/steps/vitest-step';

/**
 * `npm test`: every check that needs nothing but this folder and a browser. With `--all`, as `.ci/run` calls it, also
 * those that need OpenSSL, Go and the container tools of the system.
 */
const folder = path.resolve(import.meta.dirname, '..');

const build: Step = {
  name: 'build',
  run: async () => {
    await ensureBuild(folder);
    return { passed: 1, failed: 0 };
  },
};

const steps: Step[] = [
  staticStep(folder, 'format and lint', 'lint'),
  staticStep(folder, 'types', 'typecheck'),
  staticStep(folder, 'import directions', 'boundaries'),
  staticStep(folder, 'dead code', 'deadcode'),
  vitestStep(folder, 'unit'),
  vitestStep(folder, 'deploy'),
  build,
  vitestStep(folder, 'next', build.name),
  vitestStep(folder, 'hostile', build.name),
  vitestStep(folder, 'access', build.name),
  playwrightStep(folder, { needs: build.name, required: process.env.CI === 'true' }),
];

const more: Step[] = [
  vitestStep(folder, 'kubernetes'),
  vitestStep(folder, 'serve', build.name),
  vitestStep(folder, 'conformance', build.name),
  vitestStep(folder, 'clients', build.name),
  vitestStep(folder, 'proxies', build.name),
  vitestStep(folder, 'clients-serve', build.name),
  vitestStep(folder, 'crash', build.name),
  vitestStep(folder, 'corruption'),
  vitestStep(folder, 'faults'),
  vitestStep(folder, 'soak'),
];

process.exitCode = await runSteps(process.argv.includes('--all') ? [...steps, ...more] : steps);
