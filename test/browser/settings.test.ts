// The settings in a real browser: rules with two editors, history and restoring; the mapping as it is typed; access.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { acceptInvitation } from '../../src/flows/accept-invitation.ts';
import { inviteUser } from '../../src/flows/invite-user.ts';
import { signInAtHand } from '../../src/http/sign-in.fixture.ts';
import { embeddedDatabase } from '../databases.ts';
import type { Running } from '../running.ts';
import { signIn, type AppWorld } from './app-world.ts';
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

const colleague = {
  email: 'grace@initech.example',
  name: 'Grace Hopper',
  password: 'seven red kites at noon',
};

/** A second admin, in a window of their own. */
async function openColleague(world: AppWorld, path: string): Promise<Page> {
  const deps = { ...world.running.deps, ...signInAtHand() };
  const { workspaceId } = world.running;
  const { email, name, password } = colleague;
  const invited = { workspaceId, email, role: 'admin', actor: 'cli' } as const;
  const { token } = await inviteUser(deps, { ...invited, actorRole: 'owner' });
  const accepted = { token: token.reveal(), name, password, timeZone: 'UTC', userAgent: 'test' };
  await acceptInvitation(deps, accepted);
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(world.url + path);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: false }).first().fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  return page;
}

/** As after Lever was read back: everybody is a new lead. */
async function readBack({ deps }: Running): Promise<void> {
  const read = {
    opportunityReadAt: deps.clock.now(),
    stageId: 'lead-new',
    status: 'lead',
  } as const;
  await deps.db.updateTable('records').set(read).execute();
}

/** Chooses what a status does to outreach. */
async function choose(page: Page, status: string, effect: string): Promise<void> {
  await page.getByRole('radiogroup', { name: status }).getByText(effect, { exact: true }).click();
}

embeddedDatabase((open) => {
  test('two people edit one rule: the slower one sees who was faster and what, and decides', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      await signIn(page, world, '/settings?tab=pause');
      await page.getByText('Ships with Fulcrum').waitFor();
      const other = await openColleague(world, '/settings?tab=pause');
      await choose(page, 'Applicant', 'Stopped');
      await choose(other, 'Offer', 'Stopped');
      await other.getByRole('button', { name: 'Save' }).click();
      await other.getByText('Saved as version 1.').waitFor();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Grace Hopper put version 1 in force').waitFor();
      await page.getByRole('cell', { name: 'Statuses › Applicant' }).waitFor();
      await page.getByRole('button', { name: 'Put mine on top of theirs' }).click();
      await page.getByText('Saved as version 2.').waitFor();
      await page.getByRole('button', { name: 'Restore' }).click();
      await page.getByText('Version 1 is in force again').waitFor();
      await page.getByText('Version 3').first().waitFor();
      const body = await world.running.deps.db
        .selectFrom('ruleVersions')
        .select('body')
        .where('kind', '=', 'pause')
        .orderBy('version', 'desc')
        .executeTakeFirstOrThrow();
      const { statuses } = body.body as { statuses: Record<string, string> };
      assert.deepEqual([statuses['offer'], statuses['applicant']], ['stop', 'pause']);
      await other.context().close();
    });
  });

  test('rules are tried before they are saved, and a wrong one says what to change', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      const { running } = world;
      await addPeople(running);
      await running.quiet();
      await readBack(running);
      await signIn(page, world, '/settings?tab=pause');
      await choose(page, 'Lead', 'Stopped');
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByText(/held more strictly for 6/u).waitFor();
      await page.getByText('Lead, stopped').first().waitFor();
      await choose(page, 'Contacted', 'Stopped');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText(/Let at least one status continue/u).waitFor();
      await page.getByRole('button', { name: 'Discard' }).click();
      await page.getByText('Nobody changed these yet.').waitFor();
    });
  });

  test('a mapping rule is edited and its effect on real people shows while one types', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      const { running } = world;
      await addPeople(running);
      await running.quiet();
      await signIn(page, world, '/settings?tab=mapping');
      await page.getByRole('button', { name: 'Edit Tags' }).click();
      await page.getByLabel('Before each tag').fill('src: ');
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByText(/6 people: 0 new candidates/u).waitFor();
      await page.getByText('src: backend').first().waitFor();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('In force. Records follow').waitFor();
      await page.getByText('Version 1').first().waitFor();
      await page.getByRole('button', { name: 'Edit Tags (src: …)' }).waitFor();
    });
  });

  test('a key is shown once and works; somebody is invited; the chain of the log is checked', async () => {
    await withPage({ browser, opened: await open() }, async (page, world) => {
      await signIn(page, world, '/settings?tab=keys');
      await page.getByLabel('What it is for').fill('pin');
      await page.getByRole('button', { name: 'Make a key' }).click();
      const key = await page.getByText(/^fk_/u).innerText();
      const answer = await fetch(`${world.url}/v1/profiles`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ source: 'pin', sourceEventId: '1', name: 'Ana Souza' }),
      });
      assert.equal(answer.status, 201);
      await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
      await page.getByText('pin', { exact: true }).waitFor();
      await page.goto(`${world.url}/settings?tab=users`);
      await page.getByLabel('Email').fill('lin@initech.example');
      await page.getByRole('button', { name: 'Make the invitation' }).click();
      const link = await page.getByText(/\/invitation#/u).innerText();
      assert.ok(link.startsWith(world.url));
      await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
      await page.getByText('lin@initech.example').waitFor();
      await page.goto(`${world.url}/settings?tab=audit`);
      await page.getByLabel('What', { exact: true }).fill('api_key');
      await page.getByText('Api key').first().waitFor();
      await page.getByRole('button', { name: 'Check the chain' }).click();
      await page.getByText('The chain is whole').waitFor();
    });
  });
});
