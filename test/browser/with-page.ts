// A page on a workspace of its own; an error of the page fails the test.

import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { OpenedDatabase } from '../../src/db/connect.ts';
import { startApp, type AppWorld } from './app-world.ts';

export async function withPage(
  given: { browser: Browser; opened: OpenedDatabase; options?: Parameters<typeof startApp>[1] },
  run: (page: Page, world: AppWorld) => Promise<void>,
): Promise<void> {
  const world = await startApp(given.opened, given.options);
  const context = await given.browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  try {
    await run(page, world);
    assert.deepEqual(errors, []);
  } finally {
    await context.close();
    await world.stop();
  }
}
