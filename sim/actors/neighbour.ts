// Another customer on the same installation, who knows some of the same people and uses the same event ids.

import type { Random } from '../../sandbox/random.ts';
import { addWorkspace } from '../../src/db/queries/workspaces.ts';
import { receiveProfiles } from '../../src/flows/receive-profiles.ts';
import { checkProfile } from '../../src/http/contract/profile.ts';
import { insist } from '../world/requests.ts';
import type { World } from '../world/world.ts';
import type { EventKind } from './event-kind.ts';

export const neighbourEvents: readonly EventKind[] = [
  { name: 'neighbour.profile', weight: 0.5, run: findsSomebody },
];

async function findsSomebody(world: World, random: Random): Promise<void> {
  if (world.neighbourId === '') return;
  const at = random.int(world.plan.people.length);
  const person = world.plan.people[at];
  if (person === undefined) return;
  // The same event id as ours for the same person: ids of one customer mean nothing to another.
  const item = {
    source: 'pin',
    sourceEventId: `profile-p${at}`,
    name: `${person.first} ${person.last}`,
    emails: person.emails,
  };
  await insist(
    world,
    'a profile of the neighbour',
    async (deps) =>
      await receiveProfiles(deps, {
        workspaceId: world.neighbourId,
        actor: 'neighbour',
        items: [checkProfile(item)],
      }),
  );
  world.neighbourProfiles.add(item.sourceEventId);
}

/** Another customer signs up on the first day, so that no backup is older than them. */
export async function moveIn(world: World): Promise<void> {
  const id = 'bbbbbbbb-0000-7000-8000-000000000001';
  const now = new Date(world.scheduler.nowMs());
  await insist(
    world,
    'a neighbour moves in',
    async (deps) =>
      await deps.db.transaction().execute(async (trx) => {
        const rules = { defaultRegion: 'US', defaultTrigger: 'contact_found' };
        await addWorkspace(trx, { id, slug: 'neighbour', name: 'Neighbour', ...rules, now });
      }),
  );
  world.neighbourId = id;
}
