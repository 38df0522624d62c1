'use client';

import { createElement, Fragment, type ReactNode } from 'react';
import { showLasting } from '../layout/lasting-toast';

let count = 0;

/** Shows a toast that stays when another page comes, in the place of the one before; `undefined` takes it away. */
export function showToast(toast: ReactNode): void {
  // Another key: what the one before has counted or done is none of its business.
  showLasting(toast && createElement(Fragment, { key: ++count }, toast));
}
