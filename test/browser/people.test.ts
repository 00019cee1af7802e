// The list of people in a real browser: a hundred thousand scroll, filters, many at once; one person's data protection.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import { embeddedDatabase } from '../databases.ts';
import type { Running } from '../running.ts';
import { assertAccessible } from './accessibility.ts';
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

const manyPeople = 100_000;

/** However busy the machine is: everybody of the job was written. */
async function allInLever(running: Running): Promise<void> {
  for (let look = 0; look < 60; look += 1) {
    await running.quiet();
    const written = await running.deps.db
      .selectFrom('records')
      .select('id')
      .where('opportunityId', 'is not', null)
      .execute();
    if (written.length === 6) return;
  }
  assert.fail('not everybody was written to Lever');
}

/** Straight into the table: what counts people must not be busy with them while the list is looked at. */
async function addMany({ deps, workspaceId }: Running): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx);
    await sql`
      insert into persons (workspace_id, id, canonical, search, created_at, changed_at)
      select ${workspaceId}, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
        jsonb_build_object('name', jsonb_build_object('value', 'Person ' || n)),
        to_tsvector('simple', 'person ' || n), now(), now()
      from generate_series(1, ${manyPeople}::int) n`.execute(trx);
  });
}

/** The number behind a name such as "Person 99876". */
async function lowestShown(page: Page): Promise<number> {
  const names = await page.getByRole('link', { name: /^Person \d+$/u }).allInnerTexts();
  return Math.min(...names.map((name) => Number(name.replace('Person ', ''))));
}

embeddedDatabase((open) => {
  test('a list of 100,000 scrolls on and on, holds few rows in the page, and is searched', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      await addMany(world.running);
      await signIn(page, world, '/people');
      await page.getByRole('link', { name: 'Person 100000' }).waitFor();
      for (let turn = 0; turn < 12; turn += 1) {
        const before = await page.getByRole('status').last().innerText();
        await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight)');
        await page.getByRole('status').filter({ hasNotText: before }).last().waitFor();
      }
      const lowest = await lowestShown(page);
      assert.ok(lowest < manyPeople - 1_000, `scrolled to ${lowest}`);
      assert.ok((await page.getByRole('row').count()) < 120);
      await page.getByRole('searchbox', { name: 'Find people' }).fill('4711');
      await page.getByRole('link', { name: 'Person 4711', exact: true }).waitFor();
    });
  });

  test('people are narrowed, chosen by key, and their outreach is paused with one reason', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      const { running } = world;
      await addPeople(running);
      await allInLever(running);
      await signIn(page, world, '/people');
      await page.getByRole('combobox', { name: 'Lever', exact: true }).click();
      await page.getByRole('option', { name: 'Not in Lever' }).click();
      await page.getByText('Nobody fits').waitFor();
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.getByRole('link', { name: 'Priya Raman' }).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('x');
      await page.getByRole('checkbox', { name: 'Choose Olumide Adeyemi' }).check();
      await page.getByText('2 chosen').waitFor();
      await assertAccessible(page, 'people chosen');
      await page.getByRole('button', { name: 'Write to Lever…' }).click();
      await page.getByRole('combobox', { name: 'Job' }).last().click();
      await page.getByRole('option', { name: 'Backend Engineer' }).click();
      await page.getByRole('button', { name: 'Show what happens' }).click();
      await page.getByText(/0 new candidates/u).waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Pause outreach' }).click();
      await page.getByLabel('Reason').fill('they asked for time');
      await page.getByRole('dialog').getByRole('button', { name: 'Pause outreach' }).click();
      await page.getByText('Outreach to 2 is held.').waitFor();
      await page.getByRole('checkbox', { name: 'Outreach is held' }).check();
      await page.getByText('2 people').waitFor();
    });
  });

  test('everything held on somebody is taken away as a file, and they are erased after a look', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      const { running } = world;
      await addPeople(running);
      await allInLever(running);
      await signIn(page, world, '/people');
      await page.getByRole('link', { name: 'Marta Núñez' }).click();
      await page.getByText('Both sides hold the same').waitFor();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export everything held' }).click();
      const text = readFileSync((await (await download).path()) ?? '', 'utf8');
      assert.match(text, /Marta Núñez/u);
      await page.getByRole('button', { name: 'Erase…' }).click();
      await page.getByText(/rows in \d+ tables go/u).waitFor();
      await page.getByLabel('Number of the request').fill('DSR-17');
      await assertAccessible(page, 'erasing');
      await page.getByRole('button', { name: 'Erase for good' }).click();
      await page.getByText('The erasure is under way').waitFor();
      await running.quiet();
      await page.goto(`${world.url}/people`);
      await page.getByRole('link', { name: 'Priya Raman' }).waitFor();
      assert.equal(await page.getByRole('link', { name: 'Marta Núñez' }).count(), 0);
    });
  });
});
