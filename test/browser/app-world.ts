// The whole of Fulcrum behind its web app: a server with people in it, and an owner to sign in as.

import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { signInAtHand } from '../../src/http/sign-in.fixture.ts';
import { assert } from '../../src/core/assert.ts';
import type { OpenedDatabase } from '../../src/db/connect.ts';
import { makeSetupCode, setUpOwner } from '../../src/flows/set-up-owner.ts';
import { outreachAtHand } from '../../src/http/outreach.fixture.ts';
import { buildServer } from '../../src/http/server.ts';
import { startRunning, type Running, type RunningOptions } from '../running.ts';

export const owner = {
  email: 'ada@initech.example',
  name: 'Ada Byron',
  password: 'nine small boats in fog',
};

/** Published names, so that the checks of a mailbox's domain have something to find. */
const domainTexts: Record<string, string[]> = {
  'initech.example': ['v=spf1 include:_spf.initech.example ~all'],
  '_dmarc.initech.example': ['v=DMARC1; p=none'],
};

export interface AppWorld {
  url: string;
  running: Running;
  /** The code that makes the first owner; empty where one was made. */
  setupCode: string;
  stop(): Promise<void>;
}

const webFolder = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** Serves the built app on a free port. `hasOwner: false` leaves it as it is on a first start. */
export async function startApp(
  opened: OpenedDatabase,
  options: RunningOptions & { hasOwner?: boolean } = {},
): Promise<AppWorld> {
  assert(existsSync(webFolder), 'the web app is built: run `npm run build`');
  const running = await startRunning(opened, options);
  const deps = { ...running.deps, ...signInAtHand() };
  const outreach = outreachAtHand(domainTexts);
  const app = await buildServer(deps, {
    databaseKind: opened.kind,
    webFolder,
    outreach: outreach.ports,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const code = (await makeSetupCode(deps))?.reveal() ?? '';
  const hasOwner = options.hasOwner !== false;
  if (hasOwner) {
    const { workspaceId } = running;
    const given = { ...owner, workspaceId, code, timeZone: 'Europe/Lisbon', userAgent: 'test' };
    await setUpOwner(deps, given);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    running,
    setupCode: hasOwner ? '' : code,
    async stop() {
      await app.close();
      await outreach.close();
      await running.stop();
    },
  };
}

/** Signs in through the page, as a person does, and ends on `path`. */
export async function signIn(page: Page, world: AppWorld, path = '/'): Promise<void> {
  await page.goto(world.url + path);
  await page.getByLabel('Email').fill(owner.email);
  await page.getByLabel('Password', { exact: false }).first().fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}
