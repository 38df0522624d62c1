import type { Locator, Page } from '@playwright/test';
import { test as base, expect, open } from '../people/stage';

export { expect, open };

/** How many stops a page may have between two things. */
const stopsMax = 120;

/** Somebody who has a keyboard and nothing else. */
export interface Keys {
  press: (...keys: string[]) => Promise<void>;
  type: (text: string) => Promise<void>;
  /** Past the navigation, to the content of the page. */
  toContent: () => Promise<void>;
  /** Goes on with Tab until something has the focus, and looks that it is seen to have it. */
  to: (target: Locator, by?: 'Tab' | 'Shift+Tab' | 'j') => Promise<void>;
  /** Goes to something, and presses Enter. */
  enter: (target: Locator, by?: 'Tab' | 'Shift+Tab') => Promise<void>;
  /** The dialog that is open has the focus, Tab does not leave it, and Escape gives the focus back to what opened it. */
  expectTrap: (dialog: Locator, opener: Locator) => Promise<void>;
  /** What has the focus is in the page, and shows it. */
  expectFocus: () => Promise<void>;
}

export const test = base.extend<{ keys: Keys }>({
  keys: async ({ page }, use) => use(keysOf(page)),
});

/** Where the focus is, as far as it is wrong: lost, or on what does not show it. */
function focusProblem(): string {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return 'the focus is lost';
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
  if (dialog && !dialog.contains(focused)) return `the focus is behind the dialog: ${focused.outerHTML}`;
  // The page itself, and the one field of the palette, whose frame shows it.
  if (focused.matches('main, dialog, [role="combobox"]')) return '';
  const label = focused.closest('label');
  const looks = [
    getComputedStyle(focused),
    getComputedStyle(focused, '::after'),
    ...(label ? [getComputedStyle(label)] : []),
  ];
  const isSeen = looks.some(
    ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
  );
  return isSeen ? '' : `nothing shows the focus: ${focused.outerHTML.slice(0, 300)}`;
}

const isFocused = (target: Locator) => target.evaluate((element) => element === document.activeElement);

function keysOf(page: Page): Keys {
  const expectFocus = async () => {
    await expect.poll(() => page.evaluate(focusProblem)).toBe('');
  };
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const to: Keys['to'] = async (target, by = 'Tab') => {
    await expect(target).toBeVisible();
    for (let stop = 0; stop < stopsMax && !(await isFocused(target)); stop++) {
      const before = await page.evaluateHandle(() => document.activeElement);
      await press(by);
      // What the first `j` does is loaded for it.
      if (by === 'j') await page.waitForFunction((was) => document.activeElement !== was, before);
    }
    await expect(target).toBeFocused();
    await expectFocus();
  };
  return {
    press,
    type: (text) => page.keyboard.type(text),
    toContent: async () => {
      await to(page.getByRole('link', { name: 'Skip to content' }));
      await press('Enter');
      await expect(page.locator('main')).toBeFocused();
    },
    to,
    enter: async (target, by) => {
      await to(target, by);
      await press('Enter');
    },
    expectTrap: async (dialog, opener) => {
      await expect(dialog).toBeVisible();
      await expectFocus();
      for (const key of ['Tab', 'Shift+Tab'])
        for (let stop = 0; stop < 12; stop++) {
          await press(key);
          // Between the last and the first, the browser itself may have it.
          const isOut = await dialog.evaluate(
            (element) =>
              document.activeElement !== document.body && !element.contains(document.activeElement),
          );
          expect(isOut, 'Tab leaves the dialog').toBe(false);
        }
      await press('Escape');
      await expect(dialog).toBeHidden();
      await expect(opener).toBeFocused();
      await expectFocus();
    },
    expectFocus,
  };
}
