import type { ReactNode } from 'react';

/** One thing that can be chosen. */
export interface PaletteItem {
  /** Once in the palette. */
  id: string;
  content: ReactNode;
  /** Its name, where the content has that in pieces, which would be read as several words. */
  name?: string;
  /** Where it leads; without, `run` does something. */
  href?: string;
  /** @returns whether the palette stays open */
  run?: () => 'stay' | undefined;
}

/** What belongs together, under one heading. */
export interface PaletteGroup {
  title: string;
  items: PaletteItem[];
  /** That there are more of it, in words. */
  note?: string;
}
