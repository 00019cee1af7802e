// Whoever asks gets everything that is held on them, opened, with its sources; nothing of anybody else.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { addWorkspace, identifyAll, memberships, quietDeps, receive } from '../../test/people.ts';
import { aTouch, withEmail } from '../../test/received.ts';
import { aesSealer } from '../adapters/sealer/aes-sealer.ts';
import type { Db } from '../db/connect.ts';
import { personalData } from '../db/personal-data.ts';
import { exportPerson } from './access-export.ts';
import type { Deps } from './deps.ts';
import { erasePerson } from './erase-person.ts';
import { recordConsent } from './record-consent.ts';

async function world(db: Db) {
  const deps: Deps = { ...quietDeps(db), sealer: aesSealer(randomBytes(32)) };
  const workspaceId = await addWorkspace(db, deps);
  const contentHash = 'ab'.repeat(32);
  const [profileId] = await receive(deps, workspaceId, {
    profiles: [
      withEmail('Ada Zuckerkandl', 'ada@zuckerkandl.example', {
        externalId: 'ext-7',
        resume: { name: 'cv.pdf', mediaType: 'application/pdf', contentHash },
      }),
      withEmail('Ada Zuckerkandl', 'ada@zuckerkandl.example', { source: 'csv' }),
      withEmail('Grace Hopper', 'grace@navy.example'),
    ],
    touches: [aTouch({ person: { email: 'ada@zuckerkandl.example' }, excerpt: 'Dear Ada' })],
  });
  await sql`
    insert into files (workspace_id, content_hash, name, media_type, content, received_at)
    values (${workspaceId}, decode(${contentHash}, 'hex'), 'cv.pdf', 'application/pdf', '\\x255044', now())`.execute(
    db,
  );
  await identifyAll(deps);
  const personId = (await memberships(db, workspaceId)).get(profileId ?? '') ?? '';
  await recordConsent(deps, {
    workspaceId,
    personId,
    channel: 'sms',
    kind: 'given',
    basis: 'express',
    evidence: { text: 'You may send me text messages' },
    givenAt: deps.clock.now(),
    expiresAt: null,
    actor: 'test',
  });
  return { deps, workspaceId, personId };
}

eachDatabase((_kind, open) => {
  test('every table with a rule for people is in the export, with the sealed texts opened', async () => {
    const { db } = await open();
    const { deps, workspaceId, personId } = await world(db);
    const found = await exportPerson(deps, { workspaceId, personId, actor: 'user:7' });
    const wanted = Object.entries(personalData).filter(([, rule]) => rule.by !== undefined);
    assert(wanted.length > 40);
    assert.deepEqual(Object.keys(found.tables).toSorted(), wanted.map(([name]) => name).toSorted());
    const text = JSON.stringify(found);
    for (const value of ['Ada Zuckerkandl', 'ada@zuckerkandl.example', 'Dear Ada', 'cv.pdf'])
      assert(text.includes(value), value);
    assert(text.includes('You may send me text messages'), 'the evidence is opened');
    assert(!/grace|hopper/iu.test(text), 'nothing of anybody else');
    assert(!text.includes('wrapped_key'));
    assert.deepEqual(
      found.sources
        .map(({ source, profiles, touches }) => [source, profiles, touches])
        .toSorted((one, other) => String(one[0]).localeCompare(String(other[0]))),
      [
        ['csv', 1, 0],
        ['pin', 1, 1],
      ],
    );
    assert.deepEqual(
      found.files.map(({ name, byteCount }) => [name, byteCount]),
      [['cv.pdf', 3]],
    );
  });

  test('the reading itself is in the log, and after an erasure nothing is left to read', async () => {
    const { db } = await open();
    const { deps, workspaceId, personId } = await world(db);
    await exportPerson(deps, { workspaceId, personId, actor: 'user:7' });
    const actions = await sql<{ actor: string }>`
      select actor from audit_entries where action = 'person.exported' and person_id = ${personId}`.execute(
      db,
    );
    assert.deepEqual(
      actions.rows.map(({ actor }) => actor),
      ['user:7'],
    );
    await erasePerson(deps, {
      workspaceId,
      personId,
      cause: 'request',
      because: 'request 17',
      actor: 'test',
    });
    const after = await exportPerson(deps, { workspaceId, personId, actor: 'user:7' });
    assert.equal(after.isErased, true);
    assert(!/zuckerkandl|Dear Ada|text messages/iu.test(JSON.stringify(after)));
  });
});
