import { readableSize } from '@/lib/config/readable-size';
import type { UsageTotals } from './usage';

/** One figure of the usage, with the sentence that says what it is. */
export interface UsageFigure {
  title: string;
  bytes: number;
  sentence: string;
}

/** All figures, in the order in which they are read. @param freeBytesMin `storage.minFreeSpace` */
export function figuresInWords(totals: UsageTotals, freeBytesMin: number): UsageFigure[] {
  const { reclaimable, trash, quarantine, uploads, temporary, poolGarbage, disk } = totals;
  const figures: [string, number, string][] = [
    [
      'Logical',
      totals.logicalBytes,
      `What all ${totals.repositories} repositories hold: ${totals.blobs} blobs and ${totals.manifests} manifests under ${totals.tags} tags.`,
    ],
    [
      'Physical',
      totals.physicalBytes,
      'What that takes on disk: a file that several repositories hold counts once.',
    ],
    ['Saved', totals.savedBytes, 'What is saved because repositories share blobs.'],
    [
      'Reclaimable',
      reclaimable.bytes,
      `Of the physical, ${reclaimable.blobs} blobs that no manifest names: collection frees them; ${readableSize(reclaimable.waitingBytes)} of it after the grace period.`,
    ],
    ['Trash', trash.bytes, `What only the trash holds: ${trash.entries} deletions can be taken back.`],
    [
      'Quarantine',
      quarantine.bytes,
      `What only the quarantine holds; it has ${quarantine.files} corrupt files, kept as evidence.`,
    ],
    ['Uploads', uploads.bytes, `What ${uploads.sessions} upload sessions have received so far.`],
    ['Being written', temporary.bytes, `What is on its way in ${temporary.files} other files.`],
    [
      'Garbage',
      poolGarbage.bytes,
      `What nothing holds: ${poolGarbage.files} files that a crash left; collection frees them.`,
    ],
    [
      'On disk',
      totals.onDiskBytes,
      'All content: physical, trash, quarantine, uploads, being written and garbage.',
    ],
    [
      'Disk free',
      disk.freeBytes,
      `Of ${readableSize(disk.bytes)} that the file system has; with less than ${readableSize(freeBytesMin)} (storage.minFreeSpace) pushes are refused.`,
    ],
  ];
  return figures.map(([title, bytes, sentence]) => ({ title, bytes, sentence }));
}
