'use client';

import { overPages } from './over-pages';

/** What can stand over any page. */
export type Overlay = 'palette' | 'shortcuts';

export const { show: openOverlay, shown: shownOverlay, useShown: useOverlay } = overPages<Overlay>();
