'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { Viewer } from '@/lib/dashboard/account/contracts';

const ViewerContext = createContext<Viewer>({ kind: 'anonymous' });

/** Tells the page whom it is for. */
export function ViewerProvider({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  return <ViewerContext value={viewer}>{children}</ViewerContext>;
}

/** Whom the page is for. */
export function useViewer(): Viewer {
  return useContext(ViewerContext);
}
