import { digestOf as ociDigestOf } from '@/lib/oci/digest';
import type { Storage } from '../../storage';
import { openStorage, repositoryOf, temporaryFolder } from '../../testing/open-storage';

type Quotas = NonNullable<Parameters<typeof openStorage>[2]>['quotas'];

/** Two repositories of one namespace. */
export const [app, other] = [repositoryOf('team/app'), repositoryOf('team/other')];

export const digestOf = (text: string) => ociDigestOf(Buffer.from(text));

/** A text of a thousand bytes that begins so. */
export const kilobyte = (text: string) => text.padEnd(1000, '.');

/** Opens a data folder under quotas; a new one when none is named. */
export async function openWithQuotas(quotas: Quotas, root?: string, trashMs = 0) {
  const folder = root ?? (await temporaryFolder());
  const { storage, close } = await openStorage(folder, {}, { quotas, trashMs });
  return { storage, root: folder, close };
}

/** What counts in a namespace: bytes and repositories. */
export function held({ quotas }: Storage, namespace = 'team'): [number, number] {
  const { bytes, repositories } = quotas.counts.of(namespace);
  return [bytes, repositories];
}
