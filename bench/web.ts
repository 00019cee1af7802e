// How long the web app takes on a slow machine and line: the first visit until one can type, home until it is whole,
// and going from screen to screen. A real browser, four times slower, over ten megabits with 40 ms.
// npm run bench -- web [--turns N] [--json]     Build the app first: npm run build

import { loadavg } from 'node:os';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openMemoryDatabase } from '../src/db/connect.ts';
import { migrate } from '../src/db/migrate.ts';
import { owner, startApp, type AppWorld } from '../test/browser/app-world.ts';
import { openBrowser } from '../test/browser/chromium.ts';
import { addPeople } from '../test/browser/working-world.ts';

export interface WebBenchOptions {
  /** Each figure is the middle one of so many. */
  turns: number;
  say: (line: string) => void;
}

export const webBenchDefaults = { turns: 5 } as const;

const bytesPerSecond = 10_000_000 / 8;
const profile = { offline: false, latency: 40 };
const cpuSlowdown = 4;

/** Goals: 1,500 ms until one can type, 100 ms from screen to screen once both were seen. */
export async function webBench({ turns, say }: WebBenchOptions): Promise<object> {
  const opened = await openMemoryDatabase();
  await migrate(opened.db);
  const world = await startApp(opened);
  await addPeople(world.running);
  await world.running.quiet();
  const browser = await openBrowser();
  try {
    const state = await signedIn(browser, world);
    const first: number[] = [];
    const home: number[] = [];
    const bytes: number[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      const signIn = await cold(browser, async (page) => {
        await page.goto(`${world.url}/sign-in`);
        await page.getByLabel('Email').fill('a');
      });
      first.push(signIn.ms);
      bytes.push(signIn.bytes);
      const whole = await cold(
        browser,
        async (page) => {
          await page.goto(world.url);
          await page.getByRole('heading', { name: 'What moves' }).waitFor();
        },
        state,
      );
      home.push(whole.ms);
    }
    const report = {
      firstVisitMs: middle(first),
      homeMs: middle(home),
      wireBytes: middle(bytes),
      screenToScreenMs: await screenToScreen(browser, world, state),
      profile: `CPU ${cpuSlowdown} times slower, 10 Mbit/s, ${profile.latency} ms`,
      load: loadavg()
        .map((each) => each.toFixed(1))
        .join(' '),
    };
    say(`until one can type ${report.firstVisitMs} ms (goal 1,500), ${report.wireBytes} bytes`);
    return report;
  } finally {
    await browser.close();
    await world.stop();
    await opened.close();
  }
}

type State = Awaited<ReturnType<BrowserContext['storageState']>>;

async function signedIn(browser: Browser, world: AppWorld): Promise<State> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(world.url);
  await page.getByLabel('Email').fill(owner.email);
  await page.getByLabel('Password', { exact: false }).first().fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'What moves' }).waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}

/** With nothing in any cache. */
async function cold(
  browser: Browser,
  visit: (page: Page) => Promise<void>,
  storageState?: State,
): Promise<{ ms: number; bytes: number }> {
  const context = await browser.newContext(storageState === undefined ? {} : { storageState });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  let bytes = 0;
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await devtools.send('Network.enable');
  await slowDown(devtools);
  const from = performance.now();
  await visit(page);
  const ms = Math.round(performance.now() - from);
  await context.close();
  return { ms, bytes: Math.round(bytes) };
}

async function slowDown(devtools: Awaited<ReturnType<BrowserContext['newCDPSession']>>) {
  await devtools.send('Network.emulateNetworkConditions', {
    ...profile,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdown });
}

/** Between two screens that were seen before: what is known is shown at once. Told by the page's own clock. */
async function screenToScreen(browser: Browser, world: AppWorld, storageState: State) {
  const context = await browser.newContext({ storageState });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await page.goto(world.url);
  const go = async (link: string, heading: string): Promise<number> =>
    Number(
      await page.evaluate(`new Promise((resolve) => {
        const from = performance.now();
        const links = [...document.querySelectorAll('nav a')];
        links.find((each) => each.textContent === ${JSON.stringify(link)}).click();
        const look = () => document.querySelector('h1')?.textContent === ${JSON.stringify(heading)}
          ? resolve(performance.now() - from) : requestAnimationFrame(look);
        look();
      })`),
    );
  await page.getByRole('heading', { name: 'What moves' }).waitFor();
  await go('People', 'People');
  await page.getByRole('link', { name: 'Priya Raman' }).waitFor();
  await slowDown(devtools);
  const spans: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    spans.push(await go('Home', 'Home'), await go('People', 'People'));
  }
  await context.close();
  return Math.round(middle(spans));
}

function middle(values: readonly number[]): number {
  return values.toSorted((one, two) => one - two)[Math.floor(values.length / 2)] ?? 0;
}
