import { writeFile } from 'node:fs/promises';
import { runAccess } from './access/run-access';
import { compareOpenLoop } from './compare-open-loop';
import { compareScenarios } from './compare-scenarios';
import { runDashboard } from './dashboard/run-dashboard';
import { fingerprint } from './fingerprint';
import { LoadPool } from './load/load-pool';
import { runMaintenance } from './maintenance/run-maintenance';
import { type Options, parseOptions, usage } from './options';
import { stopServers } from './servers';

/**
 * `npm run bench`: CyberDock and docker-registry side by side. Ends with 1 if a server answered wrongly or an option is
 * unknown; never because of a time.
 */
async function main(options: Options): Promise<boolean> {
  const heading = fingerprint(options);
  console.log(heading.join('\n'));
  const load = new LoadPool(options.loadProcesses);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void breakOff(load));
  try {
    const compare = options.openLoop ? compareOpenLoop : compareScenarios;
    const { text, data, failed } = await compare(options, load);
    console.log(`\n${text}`);
    if (options.json !== undefined) {
      await writeFile(
        options.json,
        `${JSON.stringify({ fingerprint: heading, options, ...data }, null, 2)}\n`,
      );
    }
    return !failed;
  } finally {
    load.stop();
  }
}

/** A run that is broken off leaves no server and no data. */
async function breakOff(load: LoadPool): Promise<void> {
  load.stop();
  await stopServers();
  process.exit(130);
}

async function benchOf(args: string[]): Promise<boolean> {
  if (args.includes('--maintenance')) return await runMaintenance(args);
  if (args.includes('--access')) return await runAccess(args);
  if (args.includes('--dashboard')) return await runDashboard(args);
  return await main(parseOptions(args));
}

if (process.argv.includes('--help')) console.log(usage);
else {
  try {
    const args = process.argv.slice(2);
    process.exitCode = (await benchOf(args)) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
