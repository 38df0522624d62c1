import {
  EyeOff,
  File,
  FileQuestion,
  FileSymlink,
  FileX,
  Folder,
  HardDrive,
  Link2,
  type LucideIcon,
} from 'lucide-react';
import type { FileKind } from '@/lib/dashboard/files/file-kinds';
import { kindWords } from '@/lib/dashboard/files/file-words';

const icons: Readonly<Record<FileKind, LucideIcon>> = {
  file: File,
  folder: Folder,
  'symbolic-link': FileSymlink,
  'hard-link': Link2,
  'character-device': HardDrive,
  'block-device': HardDrive,
  fifo: HardDrive,
  whiteout: FileX,
  opaque: EyeOff,
  other: FileQuestion,
};

/** What an entry is: a picture, and the word for who does not see it. */
export function FileKindIcon({ kind }: { kind: FileKind }) {
  const Icon = icons[kind];
  return (
    <>
      <Icon className="size-4 shrink-0 text-ink-dim" aria-hidden="true" />
      <span className="sr-only">{kindWords[kind]}</span>
    </>
  );
}
