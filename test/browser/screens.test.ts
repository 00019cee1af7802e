// Every screen in a workspace at work: WCAG AA in light and dark, and nothing to be scrolled sideways on a phone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { embeddedDatabase } from '../databases.ts';
import { assertAccessible, showIn } from './accessibility.ts';
import { signIn } from './app-world.ts';
import { openBrowser } from './chromium.ts';
import { shownScreens } from './shown-screens.ts';
import { withPage } from './with-page.ts';
import { fillWorkspace } from './working-world.ts';

const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
// One world for all of them: to fill it takes longer than to look at ten screens.
const patient = { timeout: 10 * 60_000 };

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
});

embeddedDatabase((open) => {
  test('every screen is accessible in light and dark, and fits a phone', patient, async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      await fillWorkspace(world.running);
      await signIn(page, world);
      for (const screen of shownScreens) {
        await page.setViewportSize(desk);
        await page.goto(world.url + screen.path);
        await page.getByText(screen.ready).first().waitFor();
        await screen.act?.(page);
        for (const scheme of ['light', 'dark'] as const) {
          await showIn(page, scheme);
          await assertAccessible(page, `${screen.name}, ${scheme}`);
        }
        await page.setViewportSize(phone);
        const sideways = await page.evaluate('document.documentElement.scrollWidth');
        assert.ok(Number(sideways) <= phone.width, `${screen.name} is ${String(sideways)} px wide`);
        await assertAccessible(page, `${screen.name}, phone`);
      }
    });
  });
});
