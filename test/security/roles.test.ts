// Every endpoint of the served document by everybody who can sign in: each role, nobody, and another workspace.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { permissions, permissionsOfRole, roles } from '../../src/core/governance/permissions.ts';
import type { Role } from '../../src/core/governance/permissions.ts';
import { openApi } from '../../src/http/api.fixture.ts';
import { signIn } from '../../src/http/signed-in.fixture.ts';
import { eachDatabase } from '../databases.ts';
import { callEndpoint, listEndpoints, permissionOf } from './endpoints.ts';
import type { Endpoint } from './endpoints.ts';
import { addOwnRows, contentOf } from './own-rows.ts';

const missing = '0190f3c4-0000-7000-8000-00000000dead';

/** Ending sessions and answering without an end would spoil the rest of the walk. */
const unfit: readonly string[] = ['DELETE /v1/session', 'DELETE /v1/sessions', 'GET /v1/events'];

function mayCall(role: Role, endpoint: Endpoint & { rule: string }): boolean {
  const needed = permissionOf(endpoint.rule as Parameters<typeof permissionOf>[0]);
  if (needed === null || needed === 'own') return true;
  return (permissionsOfRole[role] as readonly string[]).includes(needed);
}

eachDatabase((_kind, open) => {
  test('each role opens exactly the endpoints that its permissions name', async () => {
    const api = await openApi(await open());
    const endpoints = await listEndpoints(api);
    assert(endpoints.length > 150, `saw ${endpoints.length} endpoints`);
    const wrong: string[] = [];
    for (const role of roles) {
      const { headers } = await signIn(api, role);
      for (const endpoint of endpoints) {
        if (unfit.includes(endpoint.name) || endpoint.rule === 'anyone') continue;
        const answer = await callEndpoint(api, endpoint, {
          idOf: () => missing,
          key: null,
          headers,
        });
        const isRefused = answer.status === 403 && answer.text.includes('does not allow this');
        if (answer.status < 500 && isRefused === !mayCall(role, endpoint)) continue;
        wrong.push(`${endpoint.name} by ${role}: ${answer.status} ${answer.text.slice(0, 120)}`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(api.errors, []);
    await api.close();
  });

  test('a viewer and an auditor change nothing, whatever they call', async () => {
    const opened = await open();
    const api = await openApi(opened);
    const rows = await addOwnRows(api);
    for (const role of ['viewer', 'auditor'] as const) {
      const { headers } = await signIn(api, role);
      const before = await contentWithoutLog(opened.db, api.workspaceId);
      for (const endpoint of await listEndpoints(api)) {
        if (unfit.includes(endpoint.name) || endpoint.rule === 'anyone') continue;
        if (permissionOf(endpoint.rule) === 'own') continue;
        const idOf = (param: string): string => rows.idFor(endpoint, param);
        const answer = await callEndpoint(api, endpoint, { idOf, key: null, headers });
        assert(answer.status < 500, `${endpoint.name} by ${role}: ${answer.text}`);
      }
      assert.equal(await contentWithoutLog(opened.db, api.workspaceId), before, role);
    }
    await api.close();
  });

  test('an owner of another workspace finds none of ours, and nobody finds anything', async () => {
    const opened = await open();
    const ours = await openApi(opened);
    const theirs = await openApi(opened);
    const rows = await addOwnRows(ours);
    const { headers } = await signIn(theirs, 'owner');
    const before = await contentOf(opened.db, ours.workspaceId);
    for (const endpoint of await listEndpoints(ours)) {
      if (unfit.includes(endpoint.name) || endpoint.rule === 'anyone') continue;
      const nobody = await callEndpoint(ours, endpoint, { idOf: () => missing, key: null });
      assert.equal(nobody.status, 401, `${endpoint.name} by nobody`);
      const isOwn = permissionOf(endpoint.rule) === 'own';
      if (!endpoint.params.includes('id') || isOwn) continue;
      const call = async (idOf: (param: string) => string) =>
        await callEndpoint(theirs, endpoint, { idOf, key: null, headers });
      const foreign = await call((param) => rows.idFor(endpoint, param));
      const unknown = await call(() => missing);
      assert.equal(foreign.status, unknown.status, `${endpoint.name}: ${foreign.text}`);
    }
    assert.equal(await contentOf(opened.db, ours.workspaceId), before);
    await ours.close();
    await theirs.close();
  });

  test('what a role may not is refused in words and kept in the audit log, once in a while', async () => {
    const api = await openApi(await open());
    const { headers } = await signIn(api, 'viewer');
    const ask = async () =>
      await api.call('DELETE', `/v1/api-keys/${missing}`, { key: null, headers });
    const refused = await ask();
    assert.equal(refused.status, 403);
    assert.match(refused.body.message, /Your role "viewer" does not allow this/u);
    await ask();
    const found = async () =>
      (await api.call('GET', '/v1/audit?action=access.refused')).body.items as {
        actor: string;
        subjectId: string;
        detail: object;
      }[];
    const [entry, ...more] = await found();
    assert.deepEqual(more, []);
    assert.match(entry?.actor ?? '', /^user:/u);
    assert.equal(entry?.subjectId, 'DELETE /v1/api-keys/:id');
    assert.deepEqual(entry?.detail, { needed: 'keys.write' });
    api.pass(11 * 60_000);
    await ask();
    assert.equal((await found()).length, 2);
    const byKey = await api.call('POST', '/v1/holds', { key: api.keys.read, body: {} });
    assert.equal(byKey.status, 403);
    assert.equal((await found()).length, 3);
    await api.close();
  });
});

/** Refusals are logged, and an auditor may sign the log; nothing else may differ. */
async function contentWithoutLog(
  db: Parameters<typeof contentOf>[0],
  workspaceId: string,
): Promise<string> {
  const whole = await contentOf(db, workspaceId);
  const ignored = /^(?:audit_\w+|sessions|hash_keys|outreach_settings|rate_limits) /u;
  return whole
    .split('\n')
    .filter((line) => !ignored.test(line))
    .join('\n');
}

test('the served document names the permission that the table names', async () => {
  // Through the same door as everybody: what the document says is what the server checks.
  const { openEmbeddedForTest } = await import('../databases.ts');
  const database = await openEmbeddedForTest();
  const api = await openApi(database);
  const differing = (await listEndpoints(api))
    .filter((endpoint) => endpoint.permission !== permissionOf(endpoint.rule))
    .map(({ name, permission, rule }) => `${name} needs ${permission}, the table says ${rule}`);
  assert.deepEqual(differing, []);
  await api.close();
  await database.close();
});

test('a GET needs a right to read, and only trying things out does with it elsewhere', async () => {
  const { openEmbeddedForTest } = await import('../databases.ts');
  const database = await openEmbeddedForTest();
  const api = await openApi(database);
  const harmless =
    /\/(?:try|lint|preview|dry-run|look-up|transform|verify|check|test-code)$|\/explain$/u;
  const wrong = (await listEndpoints(api)).filter(({ verb, permission, path }) => {
    if (permission === null || permission === 'own') return false;
    const reads = /\.(?:read|export)$/u.test(permission);
    return verb !== 'GET' && reads && !harmless.test(path);
  });
  assert.deepEqual(
    wrong
      .map(({ name, permission }) => `${name} ${permission}`)
      .filter((one) => !known.includes(one)),
    [],
  );
  await api.close();
  await database.close();
});

/** Writes that leave nothing behind but what they answer, or a signature. */
const known: readonly string[] = [
  'POST /v1/audit/checkpoints audit.export',
  // A reading that leaves an entry in the audit log.
  'POST /v1/people/{id}/export people.export',
];

test('the table of the users page is the table of the code', () => {
  const page = readFileSync(new URL('../../docs/users.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z_]+\.[a-z]+)` +\|([^\n]+)\|$/gmu)];
  const shown = Object.fromEntries(
    rows.map(([, permission = '', cells = '']) => {
      const marks = cells
        .split('|')
        .slice(1)
        .map((cell) => cell.trim() === '✓');
      return [permission, marks];
    }),
  );
  const coded = Object.fromEntries(
    permissions.map((permission) => [
      permission,
      roles.map((role) => permissionsOfRole[role].includes(permission)),
    ]),
  );
  assert.deepEqual(shown, coded);
});
