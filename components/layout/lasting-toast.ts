'use client';

import type { ReactNode } from 'react';
import { overPages } from './over-pages';

/** A toast that stays when another page comes; `showToast` shows it. */
export const { show: showLasting, useShown: useLastingToast } = overPages<ReactNode>();
