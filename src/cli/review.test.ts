import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedDatabase } from '../../test/databases.ts';
import { addWorkspace, identifyAll, quietDeps, receive } from '../../test/people.ts';
import { aProfile, withEmail } from '../../test/received.ts';
import type { CommandWorld } from './command-world.ts';
import { runCommandLine } from './run.ts';
import { commands } from './commands.ts';

embeddedDatabase((open) => {
  test('pairs are listed, counted by pattern, answered and taken back from the command line', async () => {
    const { db } = await open();
    const deps = quietDeps(db);
    const workspaceId = await addWorkspace(db, deps);
    const employer = 'Driftbridge Robotics';
    await receive(deps, workspaceId, {
      profiles: ['Anderson', 'Okafor'].flatMap((family) => [
        withEmail(`Zachary ${family}`, `zach.${family}@gmail.com`, { employer }),
        aProfile({ name: `Zach ${family}`, employer }),
      ]),
    });
    await identifyAll(deps);
    const run = async (...args: string[]) => {
      let out = '';
      const world = {
        streams: { out: (text: string) => (out += text), error: () => {}, isTerminal: false },
        server: null,
        leverApiKey: undefined,
        open: async () => ({ deps, workspaceId, actor: 'cli', close: async () => {} }),
      } as unknown as CommandWorld;
      const code = await runCommandLine([...args, '--json'], world, commands);
      return { code, body: JSON.parse(out) };
    };
    const listed = await run('review', 'list');
    assert.equal(listed.body.reviews.length, 2);
    const counted = await run('review', 'pattern', 'same', '--facts', 'same_employer');
    assert.deepEqual([counted.code, counted.body.count, counted.body.answered], [0, 2, []]);
    const [first] = listed.body.reviews;
    const answered = await run('review', 'answer', first.id, 'same');
    assert.equal(answered.body.result, 'merged');
    const undone = await run('merge', 'undo', answered.body.decisionId);
    assert.equal(undone.code, 0);
    const { survivorId } = answered.body;
    const ids = [undone.body.restoredId, undone.body.otherId];
    assert.ok(ids.includes(survivorId));
    // Undoing told them apart, so making them one again needs a word more.
    assert.equal((await run('merge', 'people', ids[0], ids[1])).code, 2);
    assert.equal((await run('merge', 'people', ids[0], ids[1], '--takes-back')).code, 0);
    const rest = await run(
      'review',
      'pattern',
      'different',
      '--facts',
      'same_employer',
      '--confirm',
      '1',
    );
    assert.equal(rest.body.answered.length, 1);
    assert.equal((await run('review', 'answer', first.id, 'maybe')).code, 2);
    assert.equal((await run('review', 'pattern', 'same', '--facts', 'nonsense')).code, 2);
    assert.equal((await run('match-rules', 'show')).body.version, 0);
    assert.equal((await run('match-rules', 'learn')).body.learned[0].version, 1);
    assert.equal((await run('match-rules', 'restore', '0')).body.version, 1);
    assert.equal((await run('duplicates')).body.total.profiles, 4);
    assert.deepEqual((await run('duplicates', '--in-lever')).body.duplicates, []);
  });
});
