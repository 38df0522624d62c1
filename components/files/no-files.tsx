import { FileSearch, FolderX } from 'lucide-react';
import Link from 'next/link';
import { plainText } from '@/lib/dashboard/plain-text';
import { Notice } from '../feedback/notice';
import { buttonClass } from '../ui/button';

interface NoFilesProps {
  q: string;
  path: string;
  /** Whether one layer is shown. */
  isLayer?: boolean;
  /** The address without what is looked for. */
  clearHref: string;
}

/** Stands where files would that a search did not find, or that are not there. */
export function NoFiles({ q, path, isLayer = false, clearHref }: NoFilesProps) {
  const clear = (
    <Link href={clearHref} prefetch={false} scroll={false} className={buttonClass('plain')}>
      {q === '' ? 'Show all files' : 'Clear search'}
    </Link>
  );
  if (q !== '')
    return (
      <Notice Icon={FileSearch} title="No path matches" actions={clear}>
        No path contains <bdi>“{plainText(q)}”</bdi>.
      </Notice>
    );
  if (path !== '')
    return (
      <Notice Icon={FolderX} title="No such folder" actions={clear}>
        <bdi>{plainText(path)}</bdi> is no folder in what is shown.
      </Notice>
    );
  return (
    <Notice Icon={FolderX} title={isLayer ? 'This layer is empty' : 'This image is empty'}>
      {isLayer ? 'What made it changed no files.' : 'None of its layers holds a file.'}
    </Notice>
  );
}
