import { availableParallelism } from 'node:os';
import path from 'node:path';
import { playwrightStep } from './harness/steps/playwright-step';
import { runSteps, type Step } from './harness/steps/run-steps';
import { staticStep } from './harness/steps/static-step';
import { vitestStep } from './harness/steps/vitest-step';

/**
 * `npm test`: every check that needs nothing but this folder and a browser. With `--all`, as `.ci/run` calls it, also
 * those that need OpenSSL, Go and the container tools of the system.
 */
const folder = path.resolve(import.meta.dirname, '..');

const build = staticStep(folder, 'build', 'build', { uses: ['.next'] });
const needs = [build.name];
/** Docker, containerd and podman are the whole machine's; one step at a time has them. */
const uses = ['container tools'];

const steps: Step[] = [
  build,
  staticStep(folder, 'format and lint', 'lint'),
  staticStep(folder, 'types', 'typecheck', { uses: ['.next'] }),
  staticStep(folder, 'import directions', 'boundaries'),
  staticStep(folder, 'dead code', 'deadcode'),
  vitestStep(folder, 'unit'),
  vitestStep(folder, 'deploy'),
  vitestStep(folder, 'next', { needs }),
  vitestStep(folder, 'hostile', { needs }),
  vitestStep(folder, 'access', { needs }),
  playwrightStep(folder, { needs, required: process.env.CI === 'true' }),
];

const more: Step[] = [
  vitestStep(folder, 'kubernetes'),
  vitestStep(folder, 'serve', { needs }),
  vitestStep(folder, 'conformance', { needs }),
  vitestStep(folder, 'clients', { needs, uses }),
  vitestStep(folder, 'proxies', { needs, uses }),
  vitestStep(folder, 'clients-serve', { needs, uses }),
  vitestStep(folder, 'crash', { needs }),
  vitestStep(folder, 'corruption'),
  vitestStep(folder, 'faults'),
  vitestStep(folder, 'soak'),
];

/** Two fill a small machine; more would stand in the way of each other's time limits. */
const lanes = Math.min(2, availableParallelism());

process.exitCode = await runSteps(process.argv.includes('--all') ? [...steps, ...more] : steps, lanes);
