import type { Page } from '@playwright/test';
import type { Shown } from './fill';

/** Which registry a screen is taken of. */
export type Registry = 'company' | 'empty' | 'many';

/** One screen in one state. */
export interface Screen {
  name: string;
  registry: Registry;
  path: (shown: Shown) => string;
  /** Who looks; the administrator when absent. */
  as?: 'nobody';
  /** What to do before the picture is taken. */
  before?: (page: Page, shown: Shown) => Promise<void>;
}
