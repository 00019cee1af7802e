// npm run screenshots: every screen in light, dark and phone width, from a workspace in the middle of its work, into
// screenshots/ (which git ignores). Words after the command choose screens by name.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { openMemoryDatabase } from '../../src/db/connect.ts';
import { migrate } from '../../src/db/migrate.ts';
import { showIn } from './accessibility.ts';
import { signIn, startApp, type AppWorld } from './app-world.ts';
import { openBrowser } from './chromium.ts';
import { shownScreens } from './shown-screens.ts';
import { fillWorkspace } from './working-world.ts';

const folder = fileURLToPath(new URL('../../screenshots', import.meta.url));
const looks = [
  { name: 'light', scheme: 'light', width: 1280, height: 800 },
  { name: 'dark', scheme: 'dark', width: 1280, height: 800 },
  { name: 'phone', scheme: 'light', width: 390, height: 844 },
] as const;

const chosen = process.argv.slice(2);
const screens = shownScreens.filter(({ name }) => {
  return chosen.length === 0 || chosen.some((part) => name.includes(part));
});
mkdirSync(folder, { recursive: true });
const opened = await openMemoryDatabase();
await migrate(opened.db);
const world = await startApp(opened);
await fillWorkspace(world.running);
const browser = await openBrowser();
for (const look of looks) await shoot(browser, world, look);
await browser.close();
await world.stop();
process.stdout.write(`${screens.length * looks.length} pictures in ${folder}\n`);
process.exit(0);

async function shoot(from: Browser, shown: AppWorld, look: (typeof looks)[number]): Promise<void> {
  const viewport = { width: look.width, height: look.height };
  const context = await from.newContext({ viewport, locale: 'en-GB', timezoneId: 'Europe/Lisbon' });
  const page = await context.newPage();
  await signIn(page, shown);
  await showIn(page, look.scheme);
  for (const { name, path, ready, act } of screens) {
    await page.goto(shown.url + path);
    await page.getByText(ready).first().waitFor();
    await act?.(page);
    await page.screenshot({ path: join(folder, `${name}-${look.name}.png`), fullPage: true });
  }
  await context.close();
}
