// Review in a real browser: questions answered by key and taken back, conflicts decided, parked work given up.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { embeddedDatabase } from '../databases.ts';
import { signIn } from './app-world.ts';
import { openBrowser } from './chromium.ts';
import { withPage } from './with-page.ts';
import { addConflicts, addParked, addPeople, addQuestions } from './working-world.ts';

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
});

embeddedDatabase((open) => {
  test('a question is answered by key, leaves the list, and the merge can be taken back', async () => {
    await withPage({ browser, opened: await open() }, async (page, { running, ...world }) => {
      await addQuestions(running);
      await running.quiet();
      await signIn(page, { running, ...world }, '/review');
      const list = page.getByRole('navigation', { name: 'What waits' });
      await list.getByRole('button').first().waitFor();
      const before = await list.getByRole('button').count();
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      const [chosen] = await list.getByRole('button').allInnerTexts();
      assert.match(chosen ?? '', /Zach/u);
      await page.keyboard.press('s');
      await page.getByText('Joined. Everything both had').waitFor();
      const merges = async (): Promise<number> => {
        const rows = await running.deps.db
          .selectFrom('persons')
          .select('id')
          .where('mergedInto', 'is not', null)
          .execute();
        return rows.length;
      };
      assert.equal(await merges(), 1);
      assert.ok((await list.getByRole('button').count()) < before);
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('Taken back: two people again.').waitFor();
      assert.equal(await merges(), 0);
    });
  });

  test('one answer goes to all questions that are alike, after their number was shown', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      await addQuestions(world.running);
      await world.running.quiet();
      await signIn(page, world, '/review');
      await page.getByRole('button', { name: 'Answer all like this' }).click();
      await page.getByRole('button', { name: 'Show how many' }).click();
      await page.getByText(/questions? like this\./u).waitFor();
      await page.getByRole('button', { name: /^Answer \d+ questions?$/u }).click();
      await page.getByText(/questions? answered\./u).waitFor();
    });
  });

  test('a conflict is decided by key and opened again, and parked work is given up with a reason', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      const { running } = world;
      await addPeople(running);
      await running.quiet();
      await addConflicts(running);
      await addParked(running);
      await signIn(page, world, '/review?tab=conflicts');
      await page.getByRole('article').nth(2).waitFor();
      await page.keyboard.press('l');
      await page.getByText('Lever keeps its value').waitFor();
      await page.getByRole('article').nth(2).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('The conflict is open again.').waitFor();
      await page.getByRole('article').nth(2).waitFor();

      await page.getByRole('tab', { name: 'Parked' }).click();
      const webhook = page.getByRole('article', { name: 'Outreach pause' });
      await webhook.getByRole('button', { name: 'Give up' }).click();
      await page.getByLabel('Reason').fill('the receiver is gone');
      await page.getByRole('dialog').getByRole('button', { name: 'Give up' }).click();
      await webhook.waitFor({ state: 'detached' });
      const { state } = await running.deps.db
        .selectFrom('webhookDeliveries')
        .select('state')
        .where('attempts', '>', 1)
        .executeTakeFirstOrThrow();
      assert.equal(state, 'dismissed');
    });
  });
});
