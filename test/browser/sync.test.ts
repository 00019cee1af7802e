// Sync in a real browser: a held run is looked at, confirmed and undone; the switch; webhooks with their secret.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { embeddedDatabase } from '../databases.ts';
import { assertAccessible } from './accessibility.ts';
import { signIn } from './app-world.ts';
import { openBrowser } from './chromium.ts';
import { withPage } from './with-page.ts';
import { addParked, addPeople, holdRun } from './working-world.ts';

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
});

embeddedDatabase((open) => {
  test('a held run is found from home, confirmed, and taken back after a look', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      const { running } = world;
      await addPeople(running);
      await running.quiet();
      await holdRun(running);
      await signIn(page, world);
      await page.getByRole('link', { name: /Look: large change/u }).click();
      await page.getByRole('link', { name: 'New mapping' }).click();
      await page.getByText('sourced: backend').first().waitFor();
      await page.getByRole('button', { name: 'Let it change 6' }).click();
      await page.getByText('The run is under way.').waitFor();
      await running.quiet();
      await page.reload();
      await page.getByRole('heading', { name: 'What it wrote' }).waitFor();
      await page.getByRole('button', { name: 'Undo this run' }).click();
      await page.getByLabel('Reason').fill('the prefix was wrong');
      await page.getByRole('button', { name: 'Show what would happen' }).click();
      await page.getByText(/\d+ calls on 6 records\./u).waitFor();
      await page.getByRole('button', { name: /^Take back \d+$/u }).click();
      await page.getByText('Under way; the run of the undo').waitFor();
      await running.quiet();
      const undone = await running.deps.db
        .selectFrom('runs')
        .select('id')
        .where('kind', '=', 'undo')
        .execute();
      assert.equal(undone.length, 1);
    });
  });

  test('what was written of one person is taken back from their page', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      await addPeople(world.running);
      await world.running.quiet();
      await signIn(page, world, '/people');
      await page.getByRole('link', { name: 'Olumide Adeyemi' }).click();
      await page.getByRole('button', { name: 'Take back…' }).click();
      await page.getByLabel('Reason').fill('sourced by mistake');
      await page.getByRole('button', { name: 'Show what would happen' }).click();
      await page.getByText(/calls? on 1 record\./u).waitFor();
      await assertAccessible(page, 'taking back');
    });
  });

  test('the sync is switched off with a reason and on again', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      await signIn(page, world, '/sync');
      await page.getByRole('button', { name: 'Switch off' }).click();
      await page.getByLabel('Reason').fill('holiday');
      await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
      await page.getByText('holiday').waitFor();
      await page.getByRole('button', { name: 'Check now' }).click();
      await page.getByText('Lever answers.').waitFor();
    });
  });

  test('what a webhook said is read, and one that was delivered is sent again under its id', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      const { running } = world;
      await addParked(running);
      await signIn(page, world, '/sync?tab=webhooks');
      const delivered = page.getByRole('row').filter({ hasText: 'Delivered' });
      await delivered.getByRole('button', { name: 'Outreach pause' }).click();
      await page.getByText('On site interview').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
      await page.getByText('It is sent again now.').waitFor();
      await running.quiet();
      assert.equal(running.sent.length, 1);
    });
  });

  test('an address for webhooks shows its secret once, and what was parked is sent again', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      const { running } = world;
      await addParked(running);
      await signIn(page, world, '/sync?tab=webhooks');
      await page.getByRole('button', { name: 'Send again' }).click();
      await page.getByText('It is sent again now.').waitFor();
      await running.quiet();
      assert.ok(running.sent.length >= 1);
      await page.getByRole('button', { name: 'Add an address' }).click();
      await page.getByRole('textbox', { name: 'Address' }).fill('https://source.example/hooks');
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByText(/^whsec_/u).waitFor();
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByText('https://source.example/hooks').waitFor();
    });
  });
});
