import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { addWorkspace, identifyAll, quietDeps, receive } from '../../test/people.ts';
import { aProfile, withEmail } from '../../test/received.ts';
import { InputError } from '../core/input-error.ts';
import { defaultMatchRules } from '../core/people/match-rules.ts';
import { listDuplicatesByDay } from '../db/queries/match-report.ts';
import { listOpenReviews } from '../db/queries/match-reviews.ts';
import { answerReviews } from './answer-review.ts';
import { changeMatchRules } from './change-match-rules.ts';
import { findLeverDuplicates } from './find-lever-duplicates.ts';
import { learnFromAnswers } from './learn-from-answers.ts';
import { replayMatchRules } from './replay-match-rules.ts';

const actor = 'user:1';

eachDatabase((_kind, open) => {
  test('a replay says what other rules would do, and changes nothing', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const phones = [{ value: '+1 415 555 0132', status: 'unverified' as const }];
    await receive(deps, workspaceId, {
      profiles: [
        aProfile({ name: 'Ada Lovelace', phones }),
        aProfile({ phones, title: 'Analyst' }),
        withEmail('Grace Hopper', 'grace@navy.example'),
      ],
    });
    await identifyAll(deps);
    const now = await replayMatchRules(deps, { workspaceId, rules: defaultMatchRules });
    assert.deepEqual([now.profiles, now.mergeCount, now.splitCount], [3, 0, 0]);
    const keys = [{ kind: 'phone' as const, strength: 'always' as const }];
    const then = await replayMatchRules(deps, {
      workspaceId,
      rules: { ...defaultMatchRules, keys },
    });
    assert.deepEqual([then.personsNow, then.personsThen, then.mergeCount], [3, 2, 1]);
    const persons = await sql`select 1 from persons where merged_into is null`.execute(db);
    assert.equal(persons.rows.length, 3);
  });

  test('changed rules hold from the next profile on, and decisions name their version', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const keys = [{ kind: 'phone', strength: 'always' }];
    assert.deepEqual(await changeMatchRules(deps, { workspaceId, body: { keys }, actor }), {
      version: 1,
    });
    const phones = [{ value: '+1 415 555 0132', status: 'unverified' as const }];
    await receive(deps, workspaceId, {
      profiles: [aProfile({ name: 'Ada Lovelace', phones }), aProfile({ phones })],
    });
    await identifyAll(deps);
    const persons = await sql`select 1 from persons`.execute(db);
    assert.equal(persons.rows.length, 1);
    const decisions = await sql<{ ruleVersion: number }>`
      select distinct rule_version from match_decisions
    `.execute(db);
    assert.deepEqual(decisions.rows, [{ ruleVersion: 1 }]);
  });

  test('rules that make no sense are refused with every problem named', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const body = {
      keys: [{ kind: 'shoe_size', strength: 'always' }],
      mergeFrom: 2,
      guards: { suffixes: 1 },
    };
    await assert.rejects(
      changeMatchRules(deps, { workspaceId, body, actor }),
      (error: unknown) =>
        error instanceof InputError && /kind.*mergeFrom.*suffixes/s.test(error.message),
    );
  });

  test('answers in bulk settle what they can, and are learned from', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const hit = { employer: 'Driftbridge Robotics' };
    const families = ['Anderson', 'Okafor', 'Brandt'];
    await receive(deps, workspaceId, {
      profiles: families.flatMap((family) => [
        withEmail(`Zachary ${family}`, `zach.${family}@gmail.com`, hit),
        aProfile({ name: `Zach ${family}`, ...hit }),
      ]),
    });
    await identifyAll(deps);
    const asked = await listOpenReviews(db, { workspaceId, limit: 10 });
    assert.equal(asked.length, 3);
    const reviewIds = [...asked.map(({ id }) => id), deps.ids.next()];
    const done = await answerReviews(deps, { workspaceId, reviewIds, answer: 'different', actor });
    assert.deepEqual([done.answered.length, done.refused.length], [3, 1]);
    const { calibration, answers } = await learnFromAnswers(deps, { workspaceId, actor });
    assert.equal(answers, 3);
    assert.ok(calibration.offset < 0);
    const days = await listDuplicatesByDay(db, {
      workspaceId,
      from: new Date('2026-01-01T00:00:00Z'),
      to: new Date('2026-02-01T00:00:00Z'),
    });
    assert.deepEqual(days, [
      {
        day: '2026-01-05',
        profiles: 6,
        duplicates: 0,
        merges: 0,
        undone: 0,
        asked: 3,
        answered: 3,
      },
    ]);
  });

  test('contacts in Lever that share a key and agree in name are reported with links', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const contacts = [
      ['c1', 'o1', 'Ada Lovelace', 'ada@x.example'],
      ['c2', 'o2', 'Lovelace, Ada', 'ada@x.example'],
      ['c3', 'o3', 'Grace Hopper', 'ada@x.example'],
    ];
    for (const [contactId, opportunityId, name, email] of contacts) {
      await sql`
        insert into mirror_opportunities (workspace_id, opportunity_id, contact_id, name, is_confidential, read_at)
        values (${workspaceId}, ${opportunityId}, ${contactId}, ${name}, false, ${deps.clock.now()})
      `.execute(db);
      await sql`
        insert into mirror_keys (workspace_id, kind, value, contact_id)
        values (${workspaceId}, 'email', ${email}, ${contactId})
      `.execute(db);
    }
    const report = await findLeverDuplicates(deps, workspaceId);
    assert.deepEqual(report.contacts, [
      {
        contactIds: ['c1', 'c2'],
        links: ['https://hire.lever.co/candidates/o1', 'https://hire.lever.co/candidates/o2'],
        because: ['same email address'],
      },
    ]);
    assert.equal(report.doubtful, 2);
  });
});
