// Holds a page against WCAG 2.2 AA with axe.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const script = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Switches the page to light or dark, and waits until it is. */
export async function showIn(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor({ state: 'attached' });
}

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; any: { message: string }[] }[];
}

/** Fails with what is wrong and where, for the page as it stands. */
export async function assertAccessible(page: Page, name: string): Promise<void> {
  // Given to the debugger, not to the page: our own policy allows no foreign script there.
  await page.evaluate(script);
  const violations = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(tags)} }).then((result) => result.violations)`,
  )) as Violation[];
  const told = violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map((node) => {
      return `${node.html.slice(0, 160)} (${node.any.map((each) => each.message).join('; ')})`;
    });
    return `${id}: ${help}\n    ${places.join('\n    ')}`;
  });
  assert.equal(told.length, 0, `${name}:\n  ${told.join('\n  ')}`);
}
