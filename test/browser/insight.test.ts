// Insight in a real browser: a figure opens the people behind it, filters stand in the address, tables are taken along,
// and a pilot goes from its start to its report, is widened, rolled back after a look, and closed.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { embeddedDatabase } from '../databases.ts';
import type { Running } from '../running.ts';
import { assertAccessible } from './accessibility.ts';
import { signIn, type AppWorld } from './app-world.ts';
import { openBrowser } from './chromium.ts';
import { addNumbers } from './outreach-at-work.ts';
import { withPage } from './with-page.ts';
import { addPeople } from './working-world.ts';

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
});

async function pilotStates({ deps }: Running): Promise<string[]> {
  const rows = await deps.db.selectFrom('pilots').select(['name', 'state']).orderBy('id').execute();
  return rows.map(({ name, state }) => `${name}: ${state}`);
}

embeddedDatabase((open) => {
  async function inInsight(
    path: string,
    run: (page: Page, world: AppWorld) => Promise<void>,
  ): Promise<void> {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      await addPeople(world.running);
      await world.running.quiet();
      await addNumbers(world.running);
      await signIn(page, world, path);
      await run(page, world);
    });
  }

  test('a figure says what it counts and opens the people behind it', async () => {
    await inInsight('/insight', async (page) => {
      await page.getByRole('button', { name: /Response rate, 100%: show who/u }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(/People who replied, of the people written to/u).waitFor();
      await dialog.getByRole('link', { name: 'Olumide Adeyemi' }).waitFor();
      // Away from the times, which say more while one points at them.
      await page.mouse.move(0, 0);
      await page.getByRole('tooltip').waitFor({ state: 'detached' });
      await assertAccessible(page, 'the people behind a figure');
      await page.keyboard.press('Escape');
      await page.getByRole('img', { name: /Bars, one for each step: Found 6/u }).waitFor();
      await page.getByRole('img', { name: /Lines of people/u }).waitFor();
      const week = page.getByRole('button', { name: /Found: show who/u });
      assert.ok((await week.count()) > 2);
    });
  });

  test('what is chosen stands in the address, and the same table is taken along', async () => {
    await inInsight('/insight', async (page, world) => {
      await page.getByRole('combobox', { name: 'Source', exact: true }).click();
      await page.getByRole('option', { name: 'pin' }).click();
      await page.waitForURL(/source=pin/u);
      await page.getByText('4 weeks').click();
      await page.waitForURL(/from=\d{4}-\d\d-\d\d/u);
      await page.getByText('A year').click();
      await page.getByRole('button', { name: 'Export' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: 'By job' }).first().click();
      const taken = await download;
      assert.equal(taken.suggestedFilename(), 'jobs.csv');
      const [head = '', first = ''] = readFileSync(await taken.path(), 'utf8').split('\r\n');
      assert.match(head, /found/u);
      assert.match(first, /Backend Engineer/u);
      await page.goto(`${world.url}/insight?tab=responses`);
      await page.getByText('Channel', { exact: true }).click();
      await page.getByRole('cell', { name: 'LinkedIn', exact: true }).waitFor();
      await page.getByRole('button', { name: /Email, Replied: show who/u }).click();
      await page.getByRole('dialog').getByRole('link').first().waitFor();
    });
  });

  test('a pilot is looked at, widened, rolled back after a look, and closed; another one starts', async () => {
    await inInsight('/insight?tab=pilots', async (page, { running }) => {
      await page.getByRole('link', { name: 'Autumn trial' }).click();
      await page.getByRole('heading', { name: 'Verdict' }).waitFor();
      await page.getByText('Go on, or take in more people').waitFor();
      await page.getByText('Too few to tell').first().waitFor();
      const decide = async (what: RegExp): Promise<void> => {
        await page.getByRole('button', { name: 'Decide' }).click();
        await page.getByRole('menuitem', { name: what }).click();
      };
      await decide(/Widen/u);
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('At most so many people').fill('300');
      await dialog.getByRole('button', { name: 'Widen the pilot' }).click();
      await page.getByText('People in it: 0 of 300').waitFor();
      await decide(/Roll back/u);
      await dialog.getByRole('button', { name: 'Show what would happen' }).click();
      await dialog.getByText(/There is nothing to take back|calls on/u).waitFor();
      await page.mouse.move(0, 0);
      await assertAccessible(page, 'rolling a pilot back');
      await dialog.getByRole('button', { name: 'Roll back now' }).click();
      await page.getByText('Rolled back', { exact: true }).waitFor();
      await decide(/Close/u);
      await dialog.getByRole('button', { name: 'Close it' }).click();
      await page.getByText('Closed', { exact: true }).waitFor();
      assert.deepEqual(await pilotStates(running), ['Autumn trial: closed']);
      await page.getByRole('link', { name: 'All pilots' }).click();
      await page.getByRole('button', { name: 'Start a pilot' }).click();
      await dialog.getByLabel('Name').fill('Winter trial');
      await dialog.getByRole('combobox', { name: 'Jobs' }).click();
      await page.getByRole('option', { name: 'Backend Engineer' }).click();
      await dialog.getByLabel('Response rate').fill('25');
      await dialog.getByRole('button', { name: 'Start' }).click();
      await page.getByText('Winter trial').waitFor();
      await page.getByText(/25%: may still be either/u).waitFor();
      assert.deepEqual(await pilotStates(running), [
        'Autumn trial: closed',
        'Winter trial: running',
      ]);
    });
  });
});
