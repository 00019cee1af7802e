// A real browser for the tests: Chromium from the system, installed by the test command where it is missing.

import { chromium, type Browser } from 'playwright-core';
import { chromiumProgram, requireProgram } from '../debian.ts';

// No calls home: the tests reach nothing but this machine.
const options = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Throws where there is no Chromium and none can be installed: a missing browser is never a skipped test. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: requireProgram(chromiumProgram), args: options });
}
