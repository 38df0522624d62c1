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

/** In the order in which they begin: what fails fast, then what takes long, so that nothing long is left at the end. */
const steps: { step: Step; onlyWithAll?: boolean }[] = [
  { step: build },
  { step: staticStep(folder, 'format and lint', 'lint') },
  { step: staticStep(folder, 'types', 'typecheck', { uses: ['.next'] }) },
  { step: staticStep(folder, 'import directions', 'boundaries') },
  { step: staticStep(folder, 'dead code', 'deadcode') },
  { step: vitestStep(folder, 'unit') },
  { step: vitestStep(folder, 'clients', { needs, uses }), onlyWithAll: true },
  { step: vitestStep(folder, 'soak'), onlyWithAll: true },
  { step: playwrightStep(folder, { needs, required: process.env.CI === 'true' }) },
  { step: vitestStep(folder, 'clients-serve', { needs, uses }), onlyWithAll: true },
  { step: vitestStep(folder, 'faults'), onlyWithAll: true },
  { step: vitestStep(folder, 'crash', { needs }), onlyWithAll: true },
  { step: vitestStep(folder, 'proxies', { needs, uses }), onlyWithAll: true },
  { step: vitestStep(folder, 'serve', { needs }), onlyWithAll: true },
  { step: vitestStep(folder, 'hostile', { needs }) },
  { step: vitestStep(folder, 'access', { needs }) },
  { step: vitestStep(folder, 'next', { needs }) },
  { step: vitestStep(folder, 'conformance', { needs }), onlyWithAll: true },
  { step: vitestStep(folder, 'corruption'), onlyWithAll: true },
  { step: vitestStep(folder, 'kubernetes'), onlyWithAll: true },
  { step: vitestStep(folder, 'deploy') },
];

/** Two fill a small machine; more would stand in the way of each other's time limits. */
const lanes = Math.min(2, availableParallelism());

const isAll = process.argv.includes('--all');
const chosen = steps.filter(({ onlyWithAll }) => isAll || !onlyWithAll).map(({ step }) => step);
process.exitCode = await runSteps(chosen, lanes);
