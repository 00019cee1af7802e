// Two people whom somebody takes for one, tells apart again, and whom the source then mixes up once more.

import type { Random } from '../../sandbox/random.ts';
import type { ImportDeps } from '../../src/flows/import-deps.ts';
import { mergeByHand } from '../../src/flows/merge-by-hand.ts';
import { undoMerge } from '../../src/flows/undo-merge.ts';
import type { PersonPlan } from '../world/people.ts';
import { ask } from '../world/requests.ts';
import type { World } from '../world/world.ts';
import type { EventKind } from './event-kind.ts';
import { sendMixedUp } from './source.ts';

export const confusionEvents: readonly EventKind[] = [
  { name: 'user.confuses', weight: 0.7, run: confuses },
];

const actor = 'user:admin';

async function confuses(world: World, random: Random, eventId: string): Promise<void> {
  const { people } = world.plan;
  const at = random.int(people.length);
  const [one, other] = [people[at], random.pick(people)];
  if (one === undefined || other === one) return;
  const { workspaceId } = world;
  const merged = await ask(world, 'take two people for one', async (deps) => {
    const personIds = await Promise.all([one, other].map((each) => findPerson(deps, each)));
    const [first, second] = personIds;
    if (first === undefined || second === undefined || first === second) return false;
    await mergeByHand(deps, { workspaceId, personIds: [first, second], actor });
    return true;
  });
  if (merged.got !== 'answer' || !merged.result) return;
  await world.sleep(60_000 + random.int(3 * 60_000));
  await ask(world, 'tell them apart', async (deps) => {
    const last = await deps.db
      .selectFrom('matchDecisions')
      .select('id')
      .where('kind', '=', 'merge')
      .where('actor', '=', actor)
      .orderBy('decidedAt', 'desc')
      .orderBy('id', 'desc')
      .executeTakeFirst();
    if (last !== undefined) await undoMerge(deps, { workspaceId, decisionId: last.id, actor });
  });
  await world.sleep(20_000 + random.int(40_000));
  if (random.next() < 0.7) await sendMixedUp(world, { at, other }, { random, eventId });
}

async function findPerson(deps: ImportDeps, { emails }: PersonPlan): Promise<string | undefined> {
  const found = await deps.db
    .selectFrom('identifiers')
    .select('personId')
    .where('kind', '=', 'email')
    .where('value', 'in', emails)
    .orderBy('personId')
    .executeTakeFirst();
  return found?.personId;
}
