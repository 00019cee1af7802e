// Sequences in a real browser: written, mended, published and enrolled into; a colleague's draft is never written over;
// a message is approved; a mailbox is paused and connected.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startSmtpSink, type SmtpSink } from '../../sandbox/mail/smtp-sink.ts';
import { editSequence } from '../../src/flows/save-sequence.ts';
import { embeddedDatabase } from '../databases.ts';
import type { Running } from '../running.ts';
import { owner, signIn, type AppWorld } from './app-world.ts';
import { openBrowser } from './chromium.ts';
import { addMailbox, addOutreach, addSequences, outreachDepsOf } from './outreach-at-work.ts';
import { withPage } from './with-page.ts';
import { addPeople } from './working-world.ts';

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
});

async function choose(page: Page, scope: ReturnType<Page['locator']>, name: string): Promise<void> {
  await scope.getByRole('combobox', { name: 'People' }).fill(name.split(' ')[0] ?? '');
  await page.getByRole('option', { name }).click();
}

/** Closed whatever happens: an open port would keep the run from ending. */
async function withSink(run: (sink: SmtpSink) => Promise<void>): Promise<void> {
  const sink = await startSmtpSink();
  try {
    await run(sink);
  } finally {
    await sink.close();
  }
}

async function stateOf({ deps }: Running, name: string): Promise<string> {
  const { state } = await deps.db
    .selectFrom('sequences')
    .select('state')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return state;
}

embeddedDatabase((open) => {
  async function inWorld(run: (page: Page, world: AppWorld) => Promise<void>): Promise<void> {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      await addPeople(world.running);
      await world.running.quiet();
      await run(page, world);
    });
  }

  test('a sequence is written, a mistake is marked at its word and mended, and it is published', async () => {
    await inWorld(async (page, world) => {
      await addMailbox(world.running, outreachDepsOf(world.running));
      await signIn(page, world, '/sequences');
      await page.getByText('No sequences yet').waitFor();
      await page.getByRole('button', { name: 'New sequence' }).first().click();
      await page.getByRole('textbox', { name: 'Name' }).fill('Backend, spring');
      await page.getByRole('button', { name: 'Make the draft' }).click();
      const text = page.getByRole('textbox', { name: 'Text' });
      await text.fill('Hi {{ nickname }}, shall we talk?');
      await page.locator('mark', { hasText: 'nickname' }).waitFor();
      await page.getByText('nickname is not known').waitFor();
      await page.getByText(/saved · 1 thing to mend/u).waitFor();
      assert.equal(await page.getByRole('button', { name: 'Publish' }).isEnabled(), false);
      await text.fill("Hi {{ first_name | default: 'there' }}, shall we talk?");
      await page.getByText('saved · Nothing to mend').waitFor();
      await choose(page, page.locator('main'), 'Marta Núñez');
      await page.getByText('Hi Marta, shall we talk?').waitFor();
      await page.getByRole('heading', { name: 'When it would go' }).waitFor();
      await page.getByRole('button', { name: 'Add a step' }).click();
      await page.getByRole('menuitem', { name: 'Email' }).click();
      await page.getByText('Re: A role for Marta?').waitFor();
      await page.getByText('saved · Nothing to mend').waitFor();
      await page.getByRole('button', { name: 'Publish' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
      await page.getByText('Version 1 is in force.').waitFor();
      assert.equal(await stateOf(world.running, 'Backend, spring'), 'active');
    });
  });

  test('what a colleague saved meanwhile is told, and neither side is lost', async () => {
    await inWorld(async (page, world) => {
      const { running } = world;
      const deps = outreachDepsOf(running);
      await addMailbox(running, deps);
      const sequenceId = await addSequences(running, deps);
      await signIn(page, world, `/sequences/${sequenceId}`);
      const text = page.getByRole('textbox', { name: 'Text' }).nth(1);
      await text.waitFor();
      const { body } = await deps.db
        .selectFrom('sequenceVersions')
        .select('body')
        .where('sequenceId', '=', sequenceId)
        .executeTakeFirstOrThrow();
      // The page is kept from hearing of it, as on a slow connection.
      await page.route('**/v1/sequences/*', (route) =>
        route.request().method() === 'GET' ? route.abort() : route.continue(),
      );
      await editSequence(deps, {
        workspaceId: running.workspaceId,
        sequenceId,
        body: { ...(body as Parameters<typeof editSequence>[1]['body']), holdMinutes: 99 },
        actor: 'test',
      });
      await text.fill('A reminder of mine');
      await page.getByText('Somebody else saved this draft meanwhile').waitFor();
      await page.unroute('**/v1/sequences/*');
      assert.equal(await text.inputValue(), 'A reminder of mine');
      await page.getByRole('button', { name: 'Save mine over it' }).click();
      await page.getByText(/saved · Nothing to mend/u).waitFor();
      const { body: kept } = await deps.db
        .selectFrom('sequenceVersions')
        .select('body')
        .where('sequenceId', '=', sequenceId)
        .where('version', '=', 2)
        .executeTakeFirstOrThrow();
      assert.match(JSON.stringify(kept), /A reminder of mine/u);
    });
  });

  test('people are enrolled after every check, and one who was written to lately stays out', async () => {
    await inWorld(async (page, world) => {
      const { sequenceId } = await addOutreach(world.running);
      await signIn(page, world, `/sequences/${sequenceId}`);
      await page.getByRole('button', { name: 'Enrol people' }).click();
      const dialog = page.getByRole('dialog');
      await choose(page, dialog, 'Marta Núñez');
      await dialog.getByRole('button', { name: 'Check them' }).click();
      await dialog.getByText('Nobody can be enrolled now.').waitFor();
      await dialog
        .getByText(/wrote to them on/u)
        .first()
        .waitFor();
      const reason = /Enrol although somebody wrote/u;
      await dialog.getByRole('textbox', { name: reason }).fill('She asked for it on the phone');
      await dialog.getByRole('button', { name: 'Check them' }).click();
      await dialog.getByRole('button', { name: 'Enrol 1 person' }).click();
      await page.getByText('1 person enrolled.').waitFor();
      await page.getByRole('tab', { name: 'People' }).click();
      await page.getByRole('link', { name: 'Marta Núñez' }).waitFor();
    });
  });

  test('a message is looked at as it would go, approved by key, and another one is kept back', async () => {
    await inWorld(async (page, world) => {
      const { running } = world;
      await addOutreach(running);
      await signIn(page, world, '/sequences?tab=approve');
      await page.getByText(/Hi Olumide,/u).waitFor();
      await page.keyboard.press('a');
      await page.getByText('Approved.').waitFor();
      await page.getByText(/Hi Priya,/u).waitFor();
      await page.keyboard.press('x');
      await page.getByLabel('Reason').fill('a friend of the boss');
      await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
      await page.getByText('Nothing waits for a yes').waitFor();
      const runs = await running.deps.db
        .selectFrom('enrollments')
        .select(['state', 'approval'])
        .where('isOurs', '=', true)
        .orderBy('id')
        .execute();
      assert.deepEqual(
        runs.map(({ state, approval }) => [state, approval]),
        [
          ['active', 'given'],
          ['stopped', 'waiting'],
        ],
      );
    });
  });

  test('a sequence is paused with a reason and goes on, and its versions are compared', async () => {
    await inWorld(async (page, world) => {
      const { sequenceId } = await addOutreach(world.running);
      await signIn(page, world, `/sequences/${sequenceId}`);
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: 'Pause' }).click();
      await page.getByLabel('Reason').fill('the role is on hold');
      await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
      await page.getByText('Paused. Nothing goes out.').waitFor();
      assert.equal(await stateOf(world.running, 'Backend, autumn'), 'paused');
      await page.getByRole('textbox', { name: 'Text' }).nth(1).fill('A kinder reminder');
      await page.getByText(/Draft of version 2, saved/u).waitFor();
      await page.getByRole('tab', { name: 'Versions' }).click();
      await page.getByText('A kinder reminder').waitFor();
      await page.getByText('Did my mail reach you?').waitFor();
      await page.getByRole('tab', { name: 'Results' }).click();
      await page.getByRole('button', { name: /Backend, autumn, Replied/u }).click();
      await page.getByRole('dialog').getByRole('link', { name: 'Zoë Łukasiewicz' }).waitFor();
    });
  });

  test('a step is sent to oneself, and a mailbox is tried and paused', async () => {
    await withSink(async (sink) => {
      await inWorld(async (page, world) => {
        const { running } = world;
        const { sequenceId, mailboxId } = await addOutreach(running);
        const smtp = JSON.stringify({ host: '127.0.0.1', port: sink.port, security: 'none' });
        await running.deps.db
          .updateTable('mailboxes')
          .set({ smtp, imap: null })
          .where('id', '=', mailboxId)
          .execute();
        await signIn(page, world, `/sequences/${sequenceId}`);
        await choose(page, page.locator('main'), 'Olumide Adeyemi');
        await page.getByRole('button', { name: 'Send this step to yourself' }).first().click();
        await page.getByText(`Sent to ${owner.email}.`).waitFor();
        assert.deepEqual(sink.accepted.map((mail) => mail.to).flat(), [owner.email]);
        await page.goto(`${world.url}/sequences?tab=mailboxes`);
        await page.getByText('one SPF record').waitFor();
        await page.getByRole('button', { name: 'Sign in now' }).click();
        await page.getByText(/Sending \(SMTP\)/u).waitFor();
        await page.getByRole('button', { name: 'Pause' }).click();
        await page.getByLabel('Reason').fill('on holiday');
        await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
        await page.getByText('on holiday').waitFor();
        await page.getByLabel('First messages in 24 hours').fill('20');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByText('Saved.').waitFor();
        const { newDayCap, state } = await running.deps.db
          .selectFrom('mailboxes')
          .select(['newDayCap', 'state'])
          .executeTakeFirstOrThrow();
        assert.deepEqual([newDayCap, state], [20, 'paused']);
      });
    });
  });

  test('a mailbox is connected once its sign-in works, and what does not work is said', async () => {
    await withSink(async (sink) => {
      await inWorld(async (page, world) => {
        await signIn(page, world, '/sequences?tab=mailboxes');
        await page.getByText('No mailbox yet').waitFor();
        await page.getByRole('button', { name: 'Connect a mailbox' }).first().click();
        const dialog = page.getByRole('dialog');
        await dialog.getByText('SMTP and IMAP', { exact: true }).click();
        await dialog.getByRole('textbox', { name: 'SMTP server', exact: true }).fill('127.0.0.1');
        const port = dialog.getByRole('textbox', { name: 'SMTP server, Port' });
        await port.fill('1');
        await dialog.getByRole('combobox', { name: 'SMTP server, Security' }).click();
        await page.getByRole('option', { name: 'None' }).click();
        await dialog.getByLabel('Password', { exact: false }).first().fill('an app password');
        await dialog.getByRole('button', { name: 'Connect' }).click();
        await dialog.getByRole('alert').waitFor();
        assert.equal(await page.getByText('Connected. It starts slowly').count(), 0);
        await port.fill(String(sink.port));
        await dialog.getByRole('button', { name: 'Connect' }).click();
        await page.getByText('Connected. It starts slowly').waitFor();
        await dialog.waitFor({ state: 'detached' });
        await page.getByText('Without it no reply is seen').waitFor();
      });
    });
  });
});
