import { expect, test } from './test';

// What every other test stands on: a page that complains makes its test fail.

test('what any page of a test complains of is heard', async ({ page, browser, context, complaints }) => {
  const second = await context.newPage();
  const other = await (await browser.newContext()).newPage();
  for (const [name, one] of Object.entries({ page, second, other })) {
    await one.evaluate((who) => {
      console.warn(`${who} warns`);
      console.error(`${who} complains`);
      console.info(`${who} tells`);
      setTimeout(() => {
        throw new Error(`${who} throws`);
      });
    }, name);
    await expect.poll(() => complaints.length).toBe(3);
    expect(complaints.splice(0).sort()).toEqual([
      `Error: ${name} throws`,
      `${name} complains`,
      `${name} warns`,
    ]);
  }
  await other.context().close();
});
