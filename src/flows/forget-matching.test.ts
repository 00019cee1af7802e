import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { addWorkspace, identifyAll, memberships, quietDeps, receive } from '../../test/people.ts';
import { withEmail } from '../../test/received.ts';
import { forgetMatching } from './forget-matching.ts';

eachDatabase((_kind, open) => {
  test('nothing of a forgotten person is left in what matching keeps', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const [profileId] = await receive(deps, workspaceId, {
      profiles: [
        withEmail('Ada Zuckerkandl', 'ada@x.example', { employer: 'Rareworks' }),
        withEmail('Grace Hopper', 'grace@navy.example'),
      ],
    });
    await identifyAll(deps);
    const personId = (await memberships(db, workspaceId)).get(profileId ?? '') ?? '';
    for (let time = 0; time < 2; time += 1) {
      await db.transaction().execute((trx) => forgetMatching(trx, { workspaceId, personId }));
    }
    const left = await sql`
      select (select count(*) from match_traits where person_id = ${personId}) as traits,
        (select count(*) from match_keys where person_id = ${personId}) as keys,
        (select count(*) from match_counts where value like 'zu%' or value like 'rare%') as counts,
        (select count from match_counts where kind = 'total') as total
    `.execute(db);
    assert.deepEqual(left.rows, [{ traits: 0, keys: 0, counts: 0, total: 1 }]);
  });
});
