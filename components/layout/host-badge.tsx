'use client';

import { CopyButton } from '../ui/copy-button';
import { useRegistryAddress } from './registry-address';

/** The registry's address, as it stands in an image name, to copy. */
export function HostBadge() {
  const { host } = useRegistryAddress();
  return (
    <CopyButton
      text={host}
      label={`Copy registry address ${host}`}
      done="Registry address copied"
      className="hidden min-w-0 gap-2 px-2 font-mono text-meta sm:flex"
      iconAfter
    >
      <span className="truncate">{host}</span>
    </CopyButton>
  );
}
