// People who work in Fulcrum itself: they lift holds, answer questions, merge, undo, and settle what is parked.

import type { Random } from '../../sandbox/random.ts';
import { answerReview } from '../../src/flows/answer-review.ts';
import { erasePerson } from '../../src/flows/erase-person.ts';
import type { ImportDeps } from '../../src/flows/import-deps.ts';
import { liftHold } from '../../src/flows/lift-hold.ts';
import { mergeByHand } from '../../src/flows/merge-by-hand.ts';
import { dismissParkedThing, retryParkedThing } from '../../src/flows/settle-parked.ts';
import { triggerByHand } from '../../src/flows/trigger-by-hand.ts';
import { undoMerge } from '../../src/flows/undo-merge.ts';
import { undoWrites } from '../../src/flows/undo-writes.ts';
import { ask } from '../world/requests.ts';
import type { World } from '../world/world.ts';
import type { EventKind } from './event-kind.ts';

export const users: readonly EventKind[] = [
  { name: 'user.liftHold', weight: 0.8, run: lift },
  { name: 'user.answerReview', weight: 1, run: answer },
  { name: 'user.merge', weight: 0.5, run: merge },
  { name: 'user.undoMerge', weight: 0.7, run: undo },
  { name: 'user.retryParked', weight: 0.7, run: retry },
  { name: 'user.dismissParked', weight: 0.2, run: dismiss },
  { name: 'user.triggerByHand', weight: 0.8, run: trigger },
  { name: 'user.undoWrites', weight: 0.3, run: takeBack },
  { name: 'user.erase', weight: 0.3, run: erase },
];

const actor = 'user:admin';
const because = 'decided in the simulator';

/** One user's click: what is chosen is seen through the process that is asked, as on a page. */
async function click(
  world: World,
  label: string,
  run: (deps: ImportDeps) => Promise<void>,
): Promise<void> {
  await ask(world, label, run);
}

async function lift(world: World, random: Random): Promise<void> {
  await click(world, 'lift a hold', async (deps) => {
    const holds = await deps.db
      .selectFrom('holds')
      .select('id')
      .where('liftedAt', 'is', null)
      .where('effect', '=', 'pause')
      .orderBy('id')
      .execute();
    if (holds.length === 0) return;
    const { id } = random.pick(holds);
    world.seen.liftedHoldIds.add(id);
    await liftHold(deps, { workspaceId: world.workspaceId, holdId: id, actor, because });
  });
}

async function answer(world: World, random: Random): Promise<void> {
  const choice = random.next() < 0.6 ? ('same' as const) : ('different' as const);
  await click(world, 'answer a review', async (deps) => {
    const reviews = await deps.db.selectFrom('matchReviews').selectAll().orderBy('id').execute();
    if (reviews.length === 0) return;
    const { id } = random.pick(reviews);
    const { workspaceId } = world;
    await answerReview(deps, { workspaceId, reviewId: id, answer: choice, actor });
  });
}

async function merge(world: World, random: Random): Promise<void> {
  await click(world, 'merge two people', async (deps) => {
    const people = await livePeople(deps);
    if (people.length < 2) return;
    const one = random.pick(people);
    const other = random.pick(people.filter((id) => id !== one));
    await mergeByHand(deps, { workspaceId: world.workspaceId, personIds: [one, other], actor });
  });
}

async function undo(world: World, random: Random): Promise<void> {
  await click(world, 'undo a merge', async (deps) => {
    const merges = await deps.db
      .selectFrom('matchDecisions')
      .select('id')
      .where('kind', '=', 'merge')
      .orderBy('decidedAt')
      .orderBy('id')
      .execute();
    if (merges.length === 0) return;
    const { id } = random.pick(merges);
    await undoMerge(deps, { workspaceId: world.workspaceId, decisionId: id, actor });
  });
}

async function parkedIds(deps: ImportDeps): Promise<string[]> {
  const intents = await deps.db
    .selectFrom('intents')
    .select('id')
    .where('state', '=', 'parked')
    .orderBy('id')
    .execute();
  const deliveries = await deps.db
    .selectFrom('webhookDeliveries')
    .select('id')
    .where('state', '=', 'parked')
    .orderBy('id')
    .execute();
  return [...intents, ...deliveries].map(({ id }) => id);
}

async function retry(world: World, random: Random): Promise<void> {
  await click(world, 'try something parked again', async (deps) => {
    const ids = await parkedIds(deps);
    if (ids.length === 0) return;
    await retryParkedThing(deps, { workspaceId: world.workspaceId, id: random.pick(ids), actor });
  });
}

async function dismiss(world: World, random: Random): Promise<void> {
  await click(world, 'give something parked up', async (deps) => {
    const ids = await parkedIds(deps);
    if (ids.length === 0) return;
    const { workspaceId } = world;
    await dismissParkedThing(deps, { workspaceId, id: random.pick(ids), actor, reason: because });
  });
}

async function trigger(world: World, random: Random): Promise<void> {
  await click(world, 'write to Lever by hand', async (deps) => {
    const candidacies = await deps.db
      .selectFrom('candidacies')
      .select(['jobId', 'personId'])
      .orderBy('personId')
      .orderBy('jobId')
      .execute();
    if (candidacies.length === 0) return;
    const { jobId, personId } = random.pick(candidacies);
    await triggerByHand(deps, {
      workspaceId: world.workspaceId,
      jobId,
      personIds: [personId],
      actor,
    });
  });
}

async function takeBack(world: World, random: Random): Promise<void> {
  await click(world, 'take writes back', async (deps) => {
    const records = await deps.db
      .selectFrom('records')
      .select('id')
      .where('opportunityId', 'is not', null)
      .orderBy('id')
      .execute();
    if (records.length === 0) return;
    await undoWrites(deps, {
      workspaceId: world.workspaceId,
      scope: { recordId: random.pick(records).id },
      archiveReasonId: null,
      preview: false,
      actor,
      because,
    });
  });
}

async function erase(world: World, random: Random): Promise<void> {
  await click(world, 'erase a person', async (deps) => {
    const people = await livePeople(deps);
    if (people.length === 0) return;
    const [personId, { workspaceId }] = [random.pick(people), world];
    await erasePerson(deps, { workspaceId, personId, cause: 'request', because, actor });
  });
}

async function livePeople(deps: ImportDeps): Promise<string[]> {
  const people = await deps.db
    .selectFrom('persons')
    .select('id')
    .where('mergedInto', 'is', null)
    .where('isErased', '=', false)
    .orderBy('id')
    .execute();
  return people.map(({ id }) => id);
}
