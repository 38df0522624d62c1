'use client';

import { useViewer } from '../layout/viewer';

/** Whether whoever looks at the page may change the registry; auditors only read. The server asks again. */
export function useMayChange(): boolean {
  const viewer = useViewer();
  return viewer.kind === 'everybody' || ('role' in viewer && viewer.role === 'administrator');
}
