// The set-up in a real browser: connecting, the checks, a job's trigger, the mapping, the rules; left and resumed.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { embeddedDatabase } from '../databases.ts';
import { signIn } from './app-world.ts';
import { openBrowser } from './chromium.ts';
import { withPage } from './with-page.ts';
import { addPeople } from './working-world.ts';

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
});

embeddedDatabase((open) => {
  test('a wrong key is refused with what to do, the right one connects, and the next step opens', async () => {
    const given = { browser, opened: await open(), options: { isConnected: false } };
    await withPage(given, async (page, world) => {
      const { sandbox } = world.running;
      const admin = sandbox.control.users().find((user) => user.accessRole === 'super admin');
      await signIn(page, world, '/start');
      await page.getByRole('combobox', { name: 'Where the account is' }).click();
      await page.getByRole('option', { name: /Another address/u }).click();
      await page.getByLabel('Address').fill('https://lever.example/v1');
      await page.getByLabel('API key').first().fill('wrong');
      await page.getByLabel('In whose name').fill(admin?.email ?? '');
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByRole('alert').waitFor();
      await page.getByLabel('API key').first().fill(sandbox.apiKey);
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByText('Lever is connected.').waitFor();
      await page.goto(`${world.url}/start`);
      await page.getByText('Each check says why').waitFor();
      await page.getByRole('button', { name: 'Check now' }).click();
      await page.getByText('Lever answers.').waitFor();
    });
  });

  test('a trigger, the mapping and the rules are decided, and the steps stay done after a reload', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      const { running } = world;
      await addPeople(running);
      await running.quiet();
      await signIn(page, world, '/start?step=jobs');
      await page.getByRole('button', { name: 'Change Backend Engineer' }).click();
      await page.getByRole('combobox', { name: 'Trigger' }).click();
      await page.getByRole('option', { name: 'When they reply', exact: true }).click();
      await page.getByRole('button', { name: 'Show what happens' }).click();
      await page.getByText('Nobody becomes due').waitFor();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('The job is changed.').waitFor();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('button', { name: 'Try the suggested mapping' }).click();
      await page.getByText('Lever has no form template').waitFor();
      await page.getByRole('button', { name: 'Make the form in Lever' }).click();
      await page.getByRole('button', { name: 'Use it' }).click();
      await page.getByText(/The mapping is in force|waits to be confirmed/u).waitFor();
      await page.getByRole('button', { name: 'Next' }).click();
      for (let left = 3; left > 0; left -= 1) {
        await page.getByRole('button', { name: 'Keep these' }).first().click();
        await page
          .getByText('Decided, version 1')
          .nth(3 - left)
          .waitFor();
      }
      await page.goto(`${world.url}/start?step=rules`);
      await page
        .getByRole('button', { name: /6\. Rules/u })
        .getByText('done')
        .waitFor();
      const { trigger } = await running.deps.db
        .selectFrom('jobs')
        .select('trigger')
        .where('name', '=', 'Backend Engineer')
        .executeTakeFirstOrThrow();
      assert.equal(trigger, 'reply');
    });
  });
});
