import { isDigest } from '@/lib/oci/digest';
import { type CheckContext, namesIn, type Suspicion, suspect } from './context';
import { finding } from './finding';

/** Tells what is in quarantine. What a repository still holds of it is found with that repository's blobs. */
export async function* checkQuarantine(context: CheckContext): AsyncGenerator<Suspicion> {
  const { driver, paths } = context.parts;
  for await (const { name: digest } of namesIn(context, paths.quarantine)) {
    if (!isDigest(digest)) continue;
    const file = paths.quarantined(digest);
    const place = { path: paths.relative(file), digest };
    yield* suspect(async () => {
      const stat = await driver.stat(file);
      if (!stat) return undefined;
      return stat.isFile ? finding('quarantined', place) : finding('wrong-type', place, 'not a file');
    });
  }
}
