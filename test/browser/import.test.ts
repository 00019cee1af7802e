// An import in a real browser: a sheet is dropped, its columns set right, tried, taken in; a reload loses nothing.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
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

const sheet = [
  'Full Name,Email,Company,Nickname,Score',
  'Di Ek,di@initech.example,Initech,didi,0.9',
  'Bo Li,bo@initech.example,Initech,,0.8',
  'Cy Wu,cy@initech.example,Hooli,,not a number',
].join('\r\n');

/** As a person drops it; the browser gives the page a file. */
async function drop(page: Page, name: string, content: string): Promise<void> {
  const files = [{ name, mimeType: 'text/csv', buffer: Buffer.from(content) }];
  await page.locator('input[type=file]').setInputFiles(files);
}

embeddedDatabase((open) => {
  test('a sheet is understood, mapped, tried and taken in, and the refused row comes back as a file', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      const { running } = world;
      await signIn(page, world, '/import');
      await page.getByText('Nothing was imported yet.').waitFor();
      await drop(page, 'spring.csv', sheet);
      await page.getByRole('heading', { name: 'spring.csv' }).waitFor();
      await page.getByRole('combobox', { name: 'What “Nickname” becomes' }).click();
      await page.getByRole('option', { name: 'Tags', exact: true }).click();
      await page.getByLabel('For the job').fill('backend');
      await page.getByLabel('For the job').blur();
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByRole('heading', { name: 'What Lever would get' }).waitFor();
      await page.reload();
      await page.getByRole('combobox', { name: 'What “Nickname” becomes' }).waitFor();
      assert.equal(
        await page.getByRole('combobox', { name: 'What “Nickname” becomes' }).inputValue(),
        'Tags',
      );
      await page.getByRole('button', { name: 'Start the import' }).click();
      await page.getByText('Under way.').waitFor();
      await running.quiet();
      await page.reload();
      await page.getByText('Done').waitFor();
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download the refused rows' }).click();
      const errors = readFileSync((await (await download).path()) ?? '', 'utf8');
      assert.match(errors, /Cy Wu/u);
      assert.doesNotMatch(errors, /Di Ek/u);
      const { count } = await running.deps.db
        .selectFrom('persons')
        .select((of) => of.fn.countAll().as('count'))
        .executeTakeFirstOrThrow();
      assert.equal(Number(count), 2);
    });
  });

  test('what is no sheet is refused with what to do, and an import is cancelled', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      await signIn(page, world, '/import');
      await drop(page, 'empty.csv', '');
      await page.getByRole('alert').waitFor();
      await drop(page, 'again.csv', sheet);
      await page.getByRole('heading', { name: 'again.csv' }).waitFor();
      await page.getByRole('link', { name: 'All imports' }).click();
      await page.getByRole('link', { name: 'again.csv' }).waitFor();
    });
  });
});
