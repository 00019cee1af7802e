// A connection that is lost and comes back: what was typed stays, what was shown stays, and news arrive again.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { profileOf } from '../../src/http/api.fixture.ts';
import { embeddedDatabase } from '../databases.ts';
import { signIn } from './app-world.ts';
import { openBrowser } from './chromium.ts';
import { withPage } from './with-page.ts';

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
});

embeddedDatabase((open) => {
  test('what was saved without a line is kept, told so, and sent by itself when the line is back', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      await signIn(page, world, '/settings?tab=brake');
      await page.getByLabel('At most this share', { exact: false }).fill('5');
      await page.context().setOffline(true);
      await page.getByText('No connection.').waitFor();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.context().setOffline(false);
      await page.getByText('Saved as version 1.').waitFor();
      await page.getByText('No connection.').waitFor({ state: 'detached' });
    });
  });

  test('a server that does not answer is told as such, and nothing that was typed is lost', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      await signIn(page, world, '/settings?tab=brake');
      const share = page.getByLabel('At most this share', { exact: false });
      await share.fill('5');
      await page.route('**/v1/rules/brake', (route) => route.abort());
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Fulcrum cannot be reached. Your work is kept here').waitFor();
      assert.equal(await share.inputValue(), '5 %');
      await page.unroute('**/v1/rules/brake');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved as version 1.').waitFor();
    });
  });

  test('a list that was open stays while nobody answers, and shows who came in afterwards', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      const { running } = world;
      await running.profiles(profileOf('1', { name: 'Zoë Łukasiewicz' }));
      await running.quiet();
      await signIn(page, world, '/people');
      await page.getByRole('link', { name: 'Zoë Łukasiewicz' }).waitFor();
      await page.context().setOffline(true);
      await running.profiles(profileOf('2', { name: 'Olumide Adeyemi' }));
      await running.quiet();
      await page.getByRole('link', { name: 'Zoë Łukasiewicz' }).waitFor();
      await page.context().setOffline(false);
      await page.getByRole('link', { name: 'Olumide Adeyemi' }).waitFor({ timeout: 30_000 });
    });
  });
});
