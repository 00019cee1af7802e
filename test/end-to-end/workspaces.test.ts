// Two customers on one installation: one process works for both, each with its own Lever, and nothing crosses over.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { KyselyPlugin } from 'kysely';
import { createSandbox } from '../../sandbox/sandbox.ts';
import { lever } from '../../src/adapters/lever/lever.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Db, OpenedDatabase } from '../../src/db/connect.ts';
import { setRate } from '../../src/engine/limiter.ts';
import { connectLever } from '../../src/flows/connect-lever.ts';
import { createWorkspace } from '../../src/flows/create-workspace.ts';
import { findLeverAccess } from '../../src/flows/lever-access.ts';
import { receiveProfiles } from '../../src/flows/receive-profiles.ts';
import { verifyAudit } from '../../src/flows/verify-audit.ts';
import { checkProfile } from '../../src/http/contract/profile.ts';
import { eachDatabase } from '../databases.ts';
import { sandboxTransport } from '../lever-account.ts';
import { startRunning, type Running } from '../running.ts';

const secondUrl = 'https://lever-two.example/v1';

function aProfile(customer: string, number: number): object {
  return {
    source: 'pin',
    // The same names in both: only the workspace tells them apart.
    sourceEventId: `hit-${number}`,
    name: `Person ${number} of ${customer}`,
    foundAt: '2026-03-01T09:00:00.000Z',
    job: { externalId: 'backend', name: 'Backend' },
    emails: [{ value: `person${number}@mail.example`, status: 'verified' }],
  };
}

/** A second customer with an account of their own beside the first one's. */
async function addCustomer(running: Running) {
  const { deps } = running;
  const second = createSandbox({ world: 'empty', seed: 2, limits: null, webhooksOn: false });
  const clock = deps.clock;
  const [own, other] = [sandboxTransport(running.sandbox), sandboxTransport(second)];
  deps.lever = lever({
    transport: async (request) =>
      request.url.startsWith(secondUrl) ? await other(request) : await own(request),
    callTimeoutMs: 5_000,
    clock,
  });
  const workspaceId = await createWorkspace(deps, {
    slug: 'second',
    name: 'Second',
    defaultRegion: 'US',
    actor: 'cli',
    ownerAccountId: null,
  });
  const user = second.control.users().find((one) => one.accessRole === 'super admin');
  await connectLever(deps, {
    workspaceId,
    baseUrl: secondUrl,
    apiKey: new Secret(second.apiKey),
    performAsEmail: user?.email ?? '',
    publicUrl: null,
    actor: 'test',
  });
  const access = await findLeverAccess(deps.db, deps, workspaceId);
  await setRate(deps.db, {
    queueKey: access?.queueKey ?? '',
    ratePerSecond: 100_000,
    burst: 100_000,
    now: clock.now(),
  });
  return { workspaceId, sandbox: second };
}

/** Statements that are about rows of workspaces and name none. */
function watchStatements(opened: OpenedDatabase): { opened: OpenedDatabase; texts: Set<string> } {
  const texts = new Set<string>();
  const plugin: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      texts.add(opened.db.getExecutor().compileQuery(node, queryId).sql);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const db: Db = opened.db.withPlugin(plugin);
  return { opened: { ...opened, db }, texts };
}

async function workspaceTables(db: Db): Promise<string[]> {
  const found = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'workspace_id'`.execute(db);
  return found.rows.map(({ name }) => name);
}

eachDatabase((_kind, open) => {
  test('one process works for two customers, and neither sees anything of the other', async () => {
    const running = await startRunning(await open());
    const second = await addCustomer(running);
    try {
      const { deps, workspaceId } = running;
      await running.profiles(aProfile('first', 1), aProfile('first', 2));
      await receiveProfiles(deps, {
        workspaceId: second.workspaceId,
        actor: 'test',
        items: [1, 2, 3].map((number) => checkProfile(aProfile('second', number))),
      });
      deps.wake();
      await running.quiet();
      const namesIn = (sandbox: Running['sandbox']): string[] =>
        sandbox.control
          .opportunities({})
          .map(({ id }) => sandbox.control.contactOf({ opportunity: id }).name ?? '')
          .toSorted((a, b) => a.localeCompare(b));
      assert.deepEqual(namesIn(running.sandbox), ['Person 1 of first', 'Person 2 of first']);
      assert.deepEqual(namesIn(second.sandbox), [
        'Person 1 of second',
        'Person 2 of second',
        'Person 3 of second',
      ]);
      for (const [id, count] of [
        [workspaceId, 2],
        [second.workspaceId, 3],
      ] as const) {
        const people = await deps.db
          .selectFrom('persons')
          .select('id')
          .where('workspaceId', '=', id)
          .execute();
        assert.equal(people.length, count, 'the same address is another person elsewhere');
        assert.ok((await verifyAudit(deps, { workspaceId: id })).isWhole);
      }
    } finally {
      await running.stop();
      second.sandbox.close();
    }
  });

  test('every statement about rows of a workspace names the workspace', async () => {
    const watched = watchStatements(await open());
    const running = await startRunning(watched.opened);
    try {
      await running.profiles(aProfile('first', 1));
      await running.touches({
        source: 'pin',
        sourceEventId: 't1',
        person: { email: 'person1@mail.example' },
        channel: 'email',
        kind: 'sent',
        sequence: 'Backend',
        step: 1,
        occurredAt: '2026-03-02T09:00:00.000Z',
      });
      await running.quiet();
      const tables = await workspaceTables(running.deps.db);
      const isAbout = new RegExp(
        String.raw`\b(?:from|join|into|update)\s+"?(?:${tables.join('|')})\b`,
        'u',
      );
      const texts = [...watched.texts];
      assert.ok(texts.length > 80, `saw ${texts.length} statements`);
      const silent = texts.filter((text) => isAbout.test(text) && !text.includes('workspace_id'));
      const unknown = silent.filter((text) => !acrossWorkspaces.some((form) => form.test(text)));
      assert.deepEqual(unknown, []);
    } finally {
      await running.stop();
    }
  });
});

/** Looks at what is due in the whole installation, and rows of an installation-wide key. */
const acrossWorkspaces: readonly RegExp[] = [
  /^\s*with recursive queues as/u,
  /^select "due_at" from "work"/u,
  /^select "work"\."subject_id" from "work" left join "rate_limits"/u,
];
