import { ensureBuild } from '../bin/build';
import { projectFolder } from '../tests/harness/cyberdock';

/** Builds once, before the clock of the first test runs. */
export default async function build(): Promise<void> {
  await ensureBuild(projectFolder);
}
