// The inbox in a real browser: answered in the thread, done and taken back by key, put right, given to a colleague;
// tasks with their prepared text.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { embeddedDatabase } from '../databases.ts';
import type { Running } from '../running.ts';
import { assertAccessible } from './accessibility.ts';
import { owner, signIn, type AppWorld } from './app-world.ts';
import { openBrowser } from './chromium.ts';
import { addOutreach } from './outreach-at-work.ts';
import { withPage } from './with-page.ts';
import { addPeople } from './working-world.ts';

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
});

async function countBy({ deps }: Running, state: 'open' | 'snoozed' | 'done'): Promise<number> {
  const rows = await deps.db
    .selectFrom('inboundMessages')
    .select('id')
    .where('kind', '=', 'human')
    .where('state', '=', state)
    .execute();
  return rows.length;
}

embeddedDatabase((open) => {
  async function inInbox(
    path: string,
    run: (page: Page, world: AppWorld) => Promise<void>,
  ): Promise<void> {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      await addPeople(world.running);
      await world.running.quiet();
      await addOutreach(world.running);
      await signIn(page, world, path);
      await run(page, world);
    });
  }

  test('a reply is read with why it was taken for what it is, and answered in its thread', async () => {
    await inInbox('/inbox', async (page, { running }) => {
      const list = page.getByRole('navigation', { name: 'Received' });
      await list.getByRole('button', { name: /Zoë/u }).click();
      const letter = page.getByRole('article');
      await letter.getByText('Yes, I am interested. Can we talk on Thursday?').waitFor();
      await letter.getByText('Interested', { exact: true }).waitFor();
      await letter.getByText(/Taken for this because/u).waitFor();
      await letter.getByRole('button', { name: 'Show what was quoted' }).click();
      await letter.getByText('> your work caught my eye.').waitFor();
      await page.keyboard.press('r');
      await page.locator('textarea:focus').waitFor();
      await page.keyboard.type('Thursday at three?');
      await page.keyboard.press('Control+Enter');
      await page.getByText('On its way, in the thread.').waitFor();
      const answer = await running.deps.db
        .selectFrom('messages')
        .select(['kind', 'inReplyTo'])
        .where('kind', '=', 'reply')
        .executeTakeFirstOrThrow();
      assert.equal(answer.inReplyTo, '<in-0@letters.example>');
    });
  });

  test('by key a reply is done, comes back by undo, and is put off', async () => {
    await inInbox('/inbox', async (page, { running }) => {
      const list = page.getByRole('navigation', { name: 'Received' });
      await list.getByRole('button').nth(2).waitFor();
      assert.equal(await countBy(running, 'open'), 3);
      await page.keyboard.press('j');
      await page.keyboard.press('e');
      await page.getByText('Done.', { exact: true }).waitFor();
      await list.getByRole('button', { name: /Marta/u }).waitFor({ state: 'detached' });
      assert.equal(await countBy(running, 'done'), 1);
      await page.getByRole('button', { name: 'Undo' }).click();
      await list.getByRole('button', { name: /Marta/u }).waitFor();
      assert.equal(await countBy(running, 'open'), 3);
      await page.getByRole('button', { name: 'Put off' }).click();
      await page.getByRole('menuitem', { name: 'Until tomorrow, 9:00' }).click();
      await page.getByText('Put off.', { exact: true }).waitFor();
      assert.equal(await countBy(running, 'snoozed'), 1);
    });
  });

  test('what was taken wrongly is put right with a reason, and kept in its history', async () => {
    await inInbox('/inbox', async (page) => {
      await page
        .getByRole('navigation', { name: 'Received' })
        .getByRole('button', { name: /Marta/u })
        .click();
      await page.getByRole('article').getByText('Later', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Not right?' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('combobox', { name: 'What they want' }).click();
      await page.getByRole('option', { name: 'Not interested' }).click();
      await dialog.getByLabel('Reason').fill('I know her: it is a no');
      await assertAccessible(page, 'putting a reply right');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Changed, and what followed').waitFor();
      await page.getByRole('article').getByText('Not interested', { exact: true }).waitFor();
      await page.getByText('I know her: it is a no').waitFor();
    });
  });

  test('a reply is taken from everybody and given to oneself', async () => {
    await inInbox('/inbox', async (page, { running }) => {
      const assigneeOf = async (): Promise<(string | null)[]> => {
        const rows = await running.deps.db
          .selectFrom('inboundMessages')
          .select('assignee')
          .orderBy('receivedAt', 'desc')
          .limit(1)
          .execute();
        return rows.map(({ assignee }) => assignee);
      };
      const whose = page.getByRole('article').getByRole('combobox', { name: 'Whose' });
      await whose.waitFor();
      const saved = () => page.waitForResponse((response) => response.request().method() === 'PUT');
      const taken = saved();
      await page.getByRole('article').locator('button.mantine-InputClearButton-root').click();
      await taken;
      assert.deepEqual(await assigneeOf(), [null]);
      const given = saved();
      await whose.click();
      await page.getByRole('option', { name: owner.name }).click();
      await given;
      assert.deepEqual(await assigneeOf(), [owner.email]);
    });
  });

  test('a task shows its prepared text and link, and is done and skipped by key', async () => {
    await inInbox('/inbox?tab=tasks', async (page, { running }) => {
      await page.getByRole('article', { name: /LinkedIn/u }).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.getByText('Shall we connect?').waitFor();
      const link = page.getByRole('link', { name: 'Open the profile' });
      assert.equal(await link.getAttribute('href'), 'https://www.linkedin.com/in/olumide-example');
      await page.keyboard.press('d');
      await page.getByText('Done; it counts as sent.').waitFor();
      await page.getByRole('link', { name: 'Call +1 201 555 0123' }).waitFor();
      await page.keyboard.press('s');
      await page.getByText('Skipped; the sequence goes on.').waitFor();
      const rows = await running.deps.db
        .selectFrom('tasks')
        .select(['kind', 'state'])
        .where('kind', 'in', ['linkedin', 'call'])
        .orderBy('kind')
        .execute();
      assert.deepEqual(
        rows.map(({ kind, state }) => [kind, state]),
        [
          ['call', 'skipped'],
          ['linkedin', 'done'],
        ],
      );
    });
  });
});
