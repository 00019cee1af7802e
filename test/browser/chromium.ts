// A real browser for the tests: Chromium from the system, installed by the test command where it is missing.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const installMs = 10 * 60_000;

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
  const found = find() ?? install();
  return await chromium.launch({ executablePath: found, args: options });
}

function find(): string | undefined {
  return places.find((place) => existsSync(place));
}

function install(): string {
  const apt = { stdio: 'ignore', timeout: installMs } as const;
  let cause: unknown;
  try {
    execFileSync('apt-get', ['update'], apt);
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], apt);
  } catch (error) {
    cause = error;
  }
  const found = find();
  if (found !== undefined) return found;
  const message = `The browser tests need Chromium in one of ${places.join(', ')}; install it, or run them as root on Debian.`;
  throw new Error(message, { cause });
}
