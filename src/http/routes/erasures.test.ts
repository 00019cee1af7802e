// The doors of governance: who may open them, what they show, and what they refuse.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../../test/databases.ts';
import { identifyAll } from '../../../test/people.ts';
import { runCommandLine } from '../../cli/run.ts';
import { commands } from '../../cli/commands.ts';
import type { CommandWorld } from '../../cli/command-world.ts';
import { workOnErasure } from '../../flows/erase-finish.ts';
import type { ClaimedWork } from '../../engine/work.ts';
import { replayErasures } from '../../flows/replay-erasures.ts';
import { openApi, profileOf } from '../api.fixture.ts';
import type { Api } from '../api.fixture.ts';

async function withAna(api: Api): Promise<string> {
  await api.call('POST', '/v1/profiles', { body: profileOf('1') });
  await identifyAll(api.deps);
  const found = await api.call('GET', '/v1/people?email=ana.1@initech.example');
  return String(found.body.items[0].id);
}

async function command(api: Api, ...args: string[]) {
  let out = '';
  const { deps, workspaceId } = api;
  const world = {
    streams: { out: (text: string) => (out += text), error: () => {}, isTerminal: false },
    server: null,
    leverApiKey: undefined,
    open: async () => ({ deps, workspaceId, actor: 'cli', close: async () => {} }),
  } as unknown as CommandWorld;
  const code = await runCommandLine([...args, '--json'], world, commands);
  return { code, body: out === '' ? null : JSON.parse(out) };
}

eachDatabase((_kind, open) => {
  test('an erasure is previewed, asked for, listed, and proven', async () => {
    const api = await openApi(await open());
    try {
      const personId = await withAna(api);
      const preview = await api.call('GET', `/v1/people/${personId}/erase`);
      assert.equal(preview.status, 200);
      assert.equal(preview.body.rows.persons, 1);
      assert.equal(preview.body.erasureId, null);
      const bad = await api.call('POST', `/v1/people/${personId}/erase`, {
        body: { because: 'asked by ana.1@initech.example' },
      });
      assert.deepEqual([bad.status, bad.body.field], [422, 'because']);
      const held = await api.call('POST', `/v1/people/${personId}/export`);
      assert.equal(held.status, 200);
      assert.equal(held.body.tables.persons.rows.length, 1);
      const asked = await api.call('POST', `/v1/people/${personId}/erase`, {
        body: { because: 'request 17' },
      });
      assert.deepEqual([asked.status, asked.body.state], [202, 'erased']);
      const again = await api.call('POST', `/v1/people/${personId}/erase`, {
        body: { because: 'request 18' },
      });
      assert.equal(again.body.id, asked.body.id);
      const work = { workspaceId: api.workspaceId, subjectId: asked.body.id } as ClaimedWork;
      assert.equal((await workOnErasure(api.deps, work)).next, 'done');
      const listed = await api.call('GET', '/v1/erasures', { key: api.keys.read });
      assert.deepEqual(
        listed.body.items.map((item: { state: string }) => item.state),
        ['done'],
      );
      assert(!/initech|ana/iu.test(listed.text));
      const one = await api.call('GET', `/v1/erasures/${asked.body.id}`);
      assert.equal(typeof one.body.signature, 'string');
      const verdict = await api.call('POST', `/v1/erasures/${asked.body.id}/verify`);
      assert.equal(verdict.body.isProven, true);
      const refused = await api.call('GET', `/v1/people/${personId}/erase`, { key: api.keys.read });
      assert.equal(refused.status, 403);
    } finally {
      await api.close();
    }
  });

  test('a legal hold refuses an erasure until it is released', async () => {
    const api = await openApi(await open());
    try {
      const personId = await withAna(api);
      const hold = await api.call('POST', '/v1/legal-holds', {
        body: { personId, because: 'case 12' },
      });
      assert.equal(hold.status, 201);
      const body = { because: 'request 17' };
      const refused = await api.call('POST', `/v1/people/${personId}/erase`, { body });
      assert.equal(refused.status, 409);
      const path = `/v1/legal-holds/${hold.body.id}/release`;
      assert.equal((await api.call('POST', path, { body: { because: 'settled' } })).status, 200);
      assert.equal((await api.call('POST', path, { body: { because: 'again' } })).status, 404);
      const erased = await api.call('POST', `/v1/people/${personId}/erase`, { body });
      assert.equal(erased.body.state, 'erased');
    } finally {
      await api.close();
    }
  });

  test('consents and legal bases are recorded with evidence, and say who may be contacted', async () => {
    const api = await openApi(await open());
    try {
      const personId = await withAna(api);
      const evidence = { text: 'Yes, write to me', where: 'booth' };
      const consent = { personId, channel: 'email', kind: 'given', evidence };
      const future = { ...consent, givenAt: '2030-01-01T00:00:00Z' };
      assert.equal((await api.call('POST', '/v1/consents', { body: future })).status, 422);
      const given = { ...consent, givenAt: '2026-11-01T00:00:00Z' };
      assert.equal((await api.call('POST', '/v1/consents', { body: given })).status, 201);
      const listed = await api.call('GET', `/v1/consents?personId=${personId}`);
      assert.deepEqual(listed.body.items[0].evidence, evidence);
      const basisOf = async () => {
        const found = await api.call('GET', `/v1/people/${personId}/contact-basis`);
        const items = found.body.items as {
          channel: string;
          isAllowed: boolean;
          hasConsent: boolean;
        }[];
        return items.find(({ channel }) => channel === 'email');
      };
      assert.deepEqual([(await basisOf())?.isAllowed, (await basisOf())?.hasConsent], [true, true]);
      const objected = { personId, channel: '', basis: 'objected' };
      assert.equal((await api.call('POST', '/v1/legal-bases', { body: objected })).status, 201);
      assert.equal((await basisOf())?.isAllowed, false);
      const interest = { personId, channel: 'email', basis: 'legitimate_interest' };
      assert.equal((await api.call('POST', '/v1/legal-bases', { body: interest })).status, 409);
      const stopped = await api.call('GET', `/v1/suppressions?personId=${personId}`);
      assert.equal(stopped.body.items[0].cause, 'objection');
    } finally {
      await api.close();
    }
  });

  test('a sheet of consents is taken in row by row, and what is no sheet is refused', async () => {
    const api = await openApi(await open());
    try {
      const personId = await withAna(api);
      const content = [
        'Person,Channel,Kind,Given_At,Text',
        'ana.1@initech.example,email,given,2026-11-01T00:00:00Z,Yes please',
        'nobody@nowhere.example,email,given,2026-11-01T00:00:00Z,Yes please',
        'ana.1@initech.example,pigeon,given,2026-11-01T00:00:00Z,Yes please',
        'ana.1@initech.example,sms,revoked,yesterday,No more',
      ].join('\r\n');
      const done = await api.call('POST', '/v1/consents/import', {
        raw: { type: 'text/csv', content },
      });
      assert.equal(done.body.addedCount, 1);
      assert.deepEqual(
        done.body.refused.map(({ row }: { row: number }) => row),
        [2, 3, 4],
      );
      const listed = await api.call('GET', `/v1/consents?personId=${personId}`);
      assert.equal(listed.body.items.length, 1);
      assert.equal((await api.call('POST', '/v1/consents/import', { body: {} })).status, 415);
    } finally {
      await api.close();
    }
  });

  test('the command line does the same, and repeats erasures after a restore', async () => {
    const api = await openApi(await open());
    try {
      const personId = await withAna(api);
      assert.equal((await command(api, 'consent', 'list', personId)).code, 0);
      const shown = await command(api, 'export-person', personId);
      assert.equal(shown.body.personId, personId);
      const preview = await command(api, 'erase', personId, '--preview');
      assert.equal(preview.body.rows.persons, 1);
      assert.equal((await command(api, 'erase', personId)).code, 2);
      assert.equal((await command(api, 'retention', 'preview')).code, 0);
      assert.equal((await command(api, 'legal-hold', 'list')).body.holds.length, 0);
      const { deps, workspaceId } = api;
      const list = [
        { id: 'one', personId },
        { id: 'two', personId: '0190f3c4-0000-7000-8000-00000000dead' },
      ];
      const first = await replayErasures(deps, { workspaceId, list, actor: 'cli' });
      assert.deepEqual([first.erasedAgain, first.unknown], [[personId], 1]);
      const second = await replayErasures(deps, { workspaceId, list, actor: 'cli' });
      assert.deepEqual([second.erasedAgain, second.erasedBefore], [[], 1]);
      const listed = await command(api, 'erasures', 'list');
      assert.equal(listed.body.erasures[0].cause, 'replay');
      const verdict = await command(api, 'erasures', 'verify', listed.body.erasures[0].id);
      assert.equal(verdict.code, 1, 'the proof is not written before the work ran');
    } finally {
      await api.close();
    }
  });
});
