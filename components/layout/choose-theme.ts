'use client';

import { type Theme, themeCookie } from '@/lib/dashboard/theme';

const yearS = 365 * 24 * 60 * 60;
const listeners = new Set<(theme: Theme) => void>();

/** Shows the dashboard in a theme, for a year. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain HTTP.
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=${yearS}; samesite=lax`;
  for (const listener of listeners) listener(theme);
}

/** Tells of every choice. @returns what ends that */
export function onTheme(listener: (theme: Theme) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
