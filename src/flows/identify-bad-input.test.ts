// What no source should send, and some do: a key of five hundred people, no names, one human ten thousand times over,
// people built to be mistaken for each other. Bounded, without a runaway cluster, and told apart in the report.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase, embeddedDatabase } from '../../test/databases.ts';
import { addWorkspace, identifyAll, quietDeps, receive } from '../../test/people.ts';
import { aProfile, withEmail } from '../../test/received.ts';
import type { ReceivedProfile } from '../core/people/received.ts';
import type { Db } from '../db/connect.ts';
import { listProfilesOf } from '../db/queries/people-list.ts';
import { mergeByHand } from './merge-by-hand.ts';
import { undoMerge } from './undo-merge.ts';

const given =
  'Ada Bela Cora Dina Edda Fina Gaia Hana Iris Jana Kaia Lena Mira Nora Olga Pina'.split(' ');
const family =
  'Albrecht Brunner Castell Dorfman Eklund Ferrante Gansevoort Halloran Ibsen Jorgensen Kowalczyk Lindqvist ' +
  'Montague Novotny Ostrowski Petrakis Quillfeather Rasmussen Szymanski Tverdal Underhay Vasiliev Wojcik Xenakis ' +
  'Yilmaz Zuckerkandl Abernathy Bilandzic Chukwuma Dubrovsky Eisenstark Fjellheim';
const families = family.split(' ');

/** Names that are clearly different from each other. */
function nameOf(index: number): string {
  return `${given[index % given.length]} ${families[Math.floor(index / given.length) % families.length]}`;
}

async function sizes(db: Db): Promise<number[]> {
  const found = await sql<{ count: number }>`
    select count(*) as count from memberships group by person_id order by 1 desc
  `.execute(db);
  return found.rows.map(({ count }) => count);
}

eachDatabase((kind, open) => {
  const crowd = kind === 'embedded' ? 500 : 200;

  test(`an address on ${crowd} people makes nobody one`, async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const profiles = Array.from({ length: crowd }, (_, index) =>
      withEmail(nameOf(index), 'jobs.desk@shared.example'),
    );
    await receive(deps, workspaceId, { profiles });
    await identifyAll(deps);
    const [largest = 0] = await sizes(db);
    assert.ok(largest <= 3, `${largest} hits in one person`);
    const asked = await sql`select 1 from match_reviews where state = 'open'`.execute(db);
    assert.ok(asked.rows.length <= crowd * 10, `${asked.rows.length} questions`);
    const pending = await sql`select 1 from pending_intake`.execute(db);
    assert.equal(pending.rows.length, 0);
  });

  test('hits without a name or with nothing at all are people of their own and stop nothing', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const empty: ReceivedProfile[] = ['', '   ', '???', '-', '🙂', 'Mr.', 'N/A'].map(
      (name, index) => aProfile({ name, sourceEventId: `empty-${index}` }),
    );
    await receive(deps, workspaceId, {
      profiles: [...empty, aProfile({ sourceEventId: 'bare' }), withEmail('', 'only@mail.example')],
    });
    await identifyAll(deps);
    const found = await sizes(db);
    assert.equal(found.length, empty.length + 2);
    const waiting = await sql`select 1 from pending_intake`.execute(db);
    assert.equal(waiting.rows.length, 0);
  });

  test('people built to be mistaken for each other are not chained together', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    // Each shares an address with the one before and a phone number with the one after; all names differ.
    const profiles = Array.from({ length: 40 }, (_, index) =>
      aProfile({
        name: nameOf(index * 17),
        emails: [`link${index}@chain.example`, `link${index + 1}@chain.example`].map((value) => ({
          value,
          status: 'unverified' as const,
        })),
        phones: [{ value: `+1415555${String(1000 + index)}`, status: 'unverified' }],
      }),
    );
    await receive(deps, workspaceId, { profiles });
    await identifyAll(deps);
    const [largest = 0] = await sizes(db);
    assert.ok(largest <= 3, `${largest} hits in one person`);
  });
});

embeddedDatabase((open) => {
  test('one human hit very often stays one, is paged, merged and undone in bounded pieces', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const hits = 1_200;
    const profiles = Array.from({ length: hits }, (_, index) =>
      withEmail('Ada Lovelace', 'ada@home.example', { sourceEventId: `hit-${index}` }),
    );
    await receive(deps, workspaceId, { profiles });
    await receive(deps, workspaceId, {
      profiles: [withEmail('Grace Hopper', 'grace@navy.example')],
    });
    await identifyAll(deps);
    assert.deepEqual(await sizes(db), [hits, 1]);
    const persons = await sql<{ id: string }>`select id from persons order by id`.execute(db);
    const [ada = '', grace = ''] = persons.rows.map(({ id }) => id);
    const actor = 'user:1';
    const { decisionId } = await mergeByHand(deps, { workspaceId, personIds: [ada, grace], actor });
    // More later hits than are ever held at once; each goes back to whom it belongs.
    const later = Array.from({ length: 600 }, (_, index) =>
      index % 2 === 0
        ? withEmail('Grace Hopper', 'grace@navy.example', { sourceEventId: `g-${index}` })
        : withEmail('Ada Lovelace', 'ada@home.example', { sourceEventId: `a-${index}` }),
    );
    await receive(deps, workspaceId, { profiles: later });
    await identifyAll(deps);
    const undone = await undoMerge(deps, { workspaceId, decisionId, actor });
    assert.equal(undone.laterProfiles, 300);
    assert.deepEqual(await sizes(db), [hits + 300, 301]);
    const page = await listProfilesOf(db, { workspaceId, personId: ada, limit: 50, after: null });
    assert.equal(page.length, 50);
  });
});
