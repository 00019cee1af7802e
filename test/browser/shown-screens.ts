// The screens that are looked at: by `npm run screenshots`, and by the accessibility test.

import type { Page } from 'playwright-core';

export interface ShownScreen {
  name: string;
  path: string;
  /** Stands on the page when it is whole. */
  ready: string | RegExp;
  /** Brings the page to what is to be seen. */
  act?: (page: Page) => Promise<void>;
}

export const shownScreens: readonly ShownScreen[] = [
  { name: 'home', path: '/', ready: 'What moves' },
  { name: 'people', path: '/people', ready: 'Olumide Adeyemi' },
  {
    name: 'person',
    path: '/people',
    ready: 'Olumide Adeyemi',
    act: async (page) => {
      await page.getByRole('link', { name: 'Olumide Adeyemi' }).click();
      await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    },
  },
  { name: 'review-matches', path: '/review', ready: 'Are these two the same person?' },
  { name: 'review-conflicts', path: '/review?tab=conflicts', ready: 'Keep Lever’s' },
  { name: 'review-parked', path: '/review?tab=parked', ready: 'Give up' },
  { name: 'import', path: '/import', ready: 'spring-referrals.csv' },
  {
    name: 'import-prepare',
    path: '/import',
    ready: 'spring-referrals.csv',
    act: async (page) => {
      await page.getByRole('link', { name: 'spring-referrals.csv' }).click();
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByRole('heading', { name: 'What Lever would get' }).waitFor();
    },
  },
  { name: 'sequences', path: '/sequences', ready: 'Backend, autumn' },
  {
    name: 'sequences-builder',
    path: '/sequences',
    ready: 'Backend, autumn',
    act: async (page) => {
      await page.getByRole('link', { name: 'Backend, autumn' }).click();
      await page.getByRole('combobox', { name: 'People' }).fill('Zoë');
      await page.getByRole('option', { name: 'Zoë Łukasiewicz' }).click();
      await page.getByRole('heading', { name: 'When it would go' }).waitFor();
    },
  },
  {
    name: 'sequences-mistake',
    path: '/sequences',
    ready: 'Designers, Iberia',
    act: async (page) => {
      await page.getByRole('link', { name: 'Designers, Iberia' }).click();
      await page.getByText('nickname is not known').first().waitFor();
    },
  },
  {
    name: 'sequences-people',
    path: '/sequences',
    ready: 'Backend, autumn',
    act: async (page) => {
      await page.getByRole('link', { name: 'Backend, autumn' }).click();
      await page.getByRole('tab', { name: 'People' }).click();
      await page.getByRole('link', { name: 'Priya Raman' }).waitFor();
    },
  },
  {
    name: 'sequences-enrol',
    path: '/sequences',
    ready: 'Backend, autumn',
    act: async (page) => {
      await page.getByRole('link', { name: 'Backend, autumn' }).click();
      await page.getByRole('button', { name: 'Enrol people' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('combobox', { name: 'People' }).fill('Marta');
      await page.getByRole('option', { name: 'Marta Núñez' }).click();
      await dialog.getByRole('button', { name: 'Check them' }).click();
      await dialog
        .getByText(/May go|Stays out/u)
        .first()
        .waitFor();
    },
  },
  {
    name: 'sequences-approve',
    path: '/sequences?tab=approve',
    ready: 'Send this step to yourself',
  },
  { name: 'sequences-mailboxes', path: '/sequences?tab=mailboxes', ready: 'Takes mail (MX)' },
  { name: 'settings-mapping', path: '/settings?tab=mapping', ready: 'Add a rule' },
  {
    name: 'settings-mapping-rule',
    path: '/settings?tab=mapping',
    ready: 'Add a rule',
    act: async (page) => {
      await page.getByRole('button', { name: 'Edit Headline' }).click();
      await page.getByRole('dialog').getByText('Who wins').waitFor();
    },
  },
  { name: 'settings-match', path: '/settings?tab=match', ready: 'Keys, most important first' },
  { name: 'settings-pause', path: '/settings?tab=pause', ready: 'In process' },
  { name: 'settings-status', path: '/settings?tab=status', ready: 'Any other stage' },
  { name: 'settings-timeline', path: '/settings?tab=timeline', ready: 'Link clicked' },
  { name: 'settings-stages', path: '/settings?tab=stage_moves', ready: 'After a reply' },
  { name: 'settings-brake', path: '/settings?tab=brake', ready: 'So few records never wait' },
  { name: 'settings-retention', path: '/settings?tab=retention', ready: 'Why' },
  { name: 'settings-users', path: '/settings?tab=users', ready: 'Invite somebody' },
  { name: 'settings-keys', path: '/settings?tab=keys', ready: 'Make a key' },
  { name: 'settings-workspaces', path: '/settings?tab=workspaces', ready: 'Add a workspace' },
  { name: 'settings-account', path: '/settings?tab=account', ready: 'Second factor' },
  { name: 'settings-webhooks', path: '/settings?tab=webhooks', ready: 'Send again' },
  {
    name: 'settings-audit',
    path: '/settings?tab=audit',
    ready: 'Check the chain',
    act: async (page) => {
      await page.getByRole('button', { name: 'Check the chain' }).click();
      await page.getByText('The chain is whole').waitFor();
      await page
        .getByRole('button', { name: /^Show: Entry/u })
        .first()
        .click();
    },
  },
  { name: 'inbox', path: '/inbox', ready: 'Taken for this because' },
  { name: 'inbox-everything', path: '/inbox?all=true&state=done', ready: 'Automatic reply' },
  {
    name: 'inbox-tasks',
    path: '/inbox?tab=tasks',
    ready: 'Look at the message',
    act: async (page) => {
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.getByRole('button', { name: 'Copy the text' }).waitFor();
    },
  },
  {
    name: 'insight-numbers',
    path: '/insight',
    ready: 'From found to hired',
    act: async (page) => {
      await page.getByRole('img', { name: /Lines of people/u }).waitFor();
    },
  },
  {
    name: 'insight-responses',
    path: '/insight?tab=responses',
    ready: 'Written to',
    act: async (page) => {
      await page.getByRole('img', { name: /Bars of the response rate/u }).waitFor();
    },
  },
  {
    name: 'insight-pilot',
    path: '/insight?tab=pilots',
    ready: 'Autumn trial',
    act: async (page) => {
      await page.getByRole('link', { name: 'Autumn trial' }).click();
      await page.getByText('The first one is made').waitFor();
    },
  },
  { name: 'sync-health', path: '/sync', ready: 'Switch off' },
  { name: 'sync-runs', path: '/sync?tab=runs', ready: 'New mapping' },
  {
    name: 'sync-run',
    path: '/sync?tab=runs',
    ready: 'New mapping',
    act: async (page) => {
      await page.getByRole('link', { name: 'New mapping' }).click();
      await page.getByRole('heading', { name: 'Person by person' }).waitFor();
      await page
        .getByRole('link', { name: /Olumide|Zach|Priya/u })
        .first()
        .waitFor();
    },
  },
  { name: 'sync-drift', path: '/sync?tab=drift', ready: /Lever stands as last agreed|Agreed/u },
  { name: 'sync-webhooks', path: '/sync?tab=webhooks', ready: 'Send again' },
  { name: 'start-lever', path: '/start?step=lever', ready: 'In whose name' },
  { name: 'start-checks', path: '/start?step=checks', ready: 'Each check says why' },
  { name: 'start-users', path: '/start?step=users', ready: 'Whoever has the same email' },
  { name: 'start-jobs', path: '/start?step=jobs', ready: 'Lever posting' },
  { name: 'start-fields', path: '/start?step=fields', ready: 'In force' },
  { name: 'start-rules', path: '/start?step=rules', ready: 'Keep these' },
  { name: 'start-mail', path: '/start?step=mail', ready: 'Connect and check mailboxes' },
  { name: 'start-pilot', path: '/start?step=pilot', ready: 'A pilot lets Fulcrum' },
  { name: 'start-on', path: '/start?step=on', ready: 'The sync is on.' },
];
