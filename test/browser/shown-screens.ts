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
  { name: 'sequences-approve', path: '/sequences?tab=approve', ready: 'Would go' },
  { name: 'sequences-mailboxes', path: '/sequences?tab=mailboxes', ready: 'Takes mail (MX)' },
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
  { name: 'start-jobs', path: '/start?step=jobs', ready: 'Lever posting' },
  { name: 'start-fields', path: '/start?step=fields', ready: 'In force' },
  { name: 'start-rules', path: '/start?step=rules', ready: 'Keep these' },
  { name: 'start-on', path: '/start?step=on', ready: 'The sync is on.' },
];
