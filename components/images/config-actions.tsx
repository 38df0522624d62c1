'use client';

import { Download } from 'lucide-react';
import { fetchText } from '@/lib/dashboard/fetch-json';
import { blobDownloadPath } from '@/lib/dashboard/files/download-paths';
import type { ManifestView } from '@/lib/dashboard/images/manifest-contracts';
import { buttonClass } from '../ui/button';
import { CopyButton } from '../ui/copy-button';

/** A larger config is not put on the clipboard: it can be downloaded. */
const copiedBytesMax = 4 * 1024 * 1024;

/** Takes the config as it was pushed, with all that is masked in the page. */
export function ConfigActions({
  view: { repository, digest },
  config,
}: {
  view: ManifestView;
  config: NonNullable<ManifestView['config']>;
}) {
  const path = blobDownloadPath(repository, digest, config.digest);
  return (
    <div className="mb-4 flex flex-wrap items-center justify-end gap-2">
      {config.bytes <= copiedBytesMax && (
        <CopyButton
          text={() => fetchText(path)}
          label="Copy the config as it was pushed, with values that look secret"
          done="Config copied"
          className={buttonClass('plain')}
        >
          Copy config
        </CopyButton>
      )}
      <a href={path} download className={buttonClass('plain')}>
        <Download className="size-3.5" aria-hidden="true" />
        Download config
      </a>
    </div>
  );
}
