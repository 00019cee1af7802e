// The first minutes in a real browser: becoming the owner, signing in and out, finding people, the keyboard.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { embeddedDatabase } from '../databases.ts';
import { profileOf } from '../../src/http/api.fixture.ts';
import { assertAccessible, showIn } from './accessibility.ts';
import { owner, signIn, startApp, type AppWorld } from './app-world.ts';
import { openBrowser } from './chromium.ts';

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
});

embeddedDatabase((open) => {
  /** A page of its own, whose errors fail the test. */
  async function withPage(
    options: Parameters<typeof startApp>[1],
    run: (page: Page, world: AppWorld) => Promise<void>,
  ): Promise<void> {
    const world = await startApp(await open(), options);
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Lisbon' });
    const page = await context.newPage();
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

  test('a first start leads to the set-up page, and the code makes the owner', async () => {
    await withPage({ hasOwner: false }, async (page, world) => {
      await page.goto(world.url);
      await page.getByRole('heading', { name: 'Make yourself the owner' }).waitFor();
      await assertAccessible(page, 'set-up');
      await page.getByLabel('Set-up code').fill(world.setupCode);
      await page.getByLabel('Your name').fill(owner.name);
      await page.getByLabel('Email').fill(owner.email);
      await page.getByLabel('New password').first().fill('short');
      await page.getByRole('button', { name: 'Begin' }).click();
      await page.getByText('Use at least 12 characters').waitFor();
      await page.getByLabel('New password').first().fill(owner.password);
      await page.getByRole('button', { name: 'Begin' }).click();
      await page.getByRole('heading', { name: 'Home', exact: true }).waitFor();
      assert.equal(new URL(page.url()).pathname, '/');
    });
  });

  test('one comes back to where one wanted to go, and signing out leaves nothing behind', async () => {
    await withPage({}, async (page, world) => {
      await signIn(page, world, '/people?q=x%40y.example');
      assert.equal(new URL(page.url()).pathname, '/people');
      await page.getByRole('button', { name: /Ada Byron/u }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in to Fulcrum' }).waitFor();
      await assertAccessible(page, 'sign-in');
      await page.getByLabel('Email').fill(owner.email);
      await page.getByLabel('Password').first().fill('not this one');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('The email, the password or the code is wrong').waitFor();
    });
  });

  test('a link cannot lead out of the app after signing in', async () => {
    await withPage({}, async (page, world) => {
      await signIn(page, world, '/sign-in?to=%2F%2Fevil.example');
      assert.equal(new URL(page.url()).host, new URL(world.url).host);
    });
  });

  test('people are found by key and keyboard, in light and dark', async () => {
    await withPage({}, async (page, world) => {
      await world.running.profiles(
        profileOf('1', { name: 'Zoë Łukasiewicz', title: 'Engineer', employer: 'Initech' }),
        profileOf('2', { name: '花子 渡邉' }),
      );
      await world.running.quiet();
      await signIn(page, world);
      await page.getByRole('heading', { name: 'Home', exact: true }).waitFor();
      for (const scheme of ['light', 'dark'] as const) {
        await showIn(page, scheme);
        await assertAccessible(page, `home, ${scheme}`);
      }
      await page.keyboard.press('g');
      await page.keyboard.press('p');
      await page.getByRole('cell', { name: 'Zoë Łukasiewicz', exact: true }).waitFor();
      await page.getByRole('cell', { name: '花子 渡邉', exact: true }).waitFor();
      for (const scheme of ['dark', 'light'] as const) {
        await showIn(page, scheme);
        await assertAccessible(page, `people, ${scheme}`);
      }
      await page.keyboard.press('Control+k');
      await page.getByRole('textbox', { name: /Find a person/u }).fill('ana.1@initech.example');
      await page.getByRole('button', { name: /Find people: ana\.1/u }).click();
      await page
        .getByRole('cell', { name: '花子 渡邉', exact: true })
        .waitFor({ state: 'detached' });
      await page.getByRole('cell', { name: 'Zoë Łukasiewicz', exact: true }).waitFor();
    });
  });

  test('an ended session shows the sign-in page with the next step', async () => {
    await withPage({}, async (page, world) => {
      await signIn(page, world);
      await page.getByRole('heading', { name: 'Home', exact: true }).waitFor();
      await world.running.deps.db
        .updateTable('sessions')
        .set({ endedAt: world.running.deps.clock.now() })
        .execute();
      await page.getByRole('navigation').getByRole('link', { name: 'People' }).click();
      await page.getByRole('heading', { name: 'Sign in to Fulcrum' }).waitFor();
    });
  });
});
