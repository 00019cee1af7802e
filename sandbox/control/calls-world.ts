// Control calls over the whole world: start over, save, load.
import { resolve } from 'node:path';
import { z } from 'zod';
import { reindexEmails } from '../acts/contacts.ts';
import { createRandom } from '../random.ts';
import { buildWorld, WORLD_MAX, type WorldSize } from '../world/build.ts';
import { WEBHOOK_EVENTS } from '../world/rows.ts';
import { readJournal } from '../world/journal.ts';
import {
  hasWorld,
  readStoredWorld,
  restoreWorld,
  saveWorld,
  storedWorld,
  type StoredWorld,
} from '../world/store.ts';
import { call, type Backstage } from './call.ts';
import { replay } from './replay.ts';

const NOTHING = z.object({});
const WORLD = z.union([
  z.literal('empty'),
  z.literal('demo'),
  z.number().int().min(0).max(WORLD_MAX),
]);

/** Reset, save and load. */
export function worldCalls(backstage: Backstage) {
  const { door, sender, defaults } = backstage;
  const { account, faults, limiter, log } = door;
  const fresh = () => buildWorld({ size: 'empty', seed: defaults.seed, now: account.clock.now() });
  // Ids go on where they stood, or new records would get the ids of old ones.
  const restore = (stored: StoredWorld): void => {
    account.world = restoreWorld(fresh(), stored);
    if (stored.ids) account.ids.resume(stored.ids);
    reindexEmails(account);
  };
  return {
    reset: call(
      'Starts over with another world; keys, faults, log and limits are cleared, the first key stays the same for a seed',
      z.object({ world: WORLD.optional(), seed: z.union([z.string(), z.number()]).optional() }),
      ({ world, seed }) => {
        const size: WorldSize = world ?? 'empty';
        const now = account.clock.now();
        account.world = buildWorld({ size, seed: String(seed ?? defaults.seed), now });
        const isOn = defaults.webhooksOn ?? size === 'demo';
        if (isOn) for (const event of WEBHOOK_EVENTS) account.world.eventsOn.add(event);
        // Ids and chance start over too, so that a reset sandbox repeats itself.
        const chance = (stream: string) =>
          createRandom(defaults.random ?? `${seed ?? defaults.seed}:${stream}`);
        account.ids = chance('ids');
        account.deliveryIds = chance('deliveries');
        faults.restart(chance('faults'));
        limiter.clear();
        log.clear();
        sender.clear();
        return { candidates: account.world.opportunities.size };
      },
    ),
    saveWorld: call(
      'Writes the world into a folder',
      z.object({ folder: z.string() }),
      ({ folder }) => {
        if (door.keeper?.folder === resolve(folder)) door.keeper.saveAll();
        else saveWorld(account.world, folder, account.ids.state());
        return { folder };
      },
    ),
    loadWorld: call(
      'Replaces the world by one from a folder',
      z.object({ folder: z.string() }),
      ({ folder }) => {
        if (!hasWorld(folder)) throw new Error(`there is no world in ${folder}`);
        restore(readStoredWorld(folder));
        replay(door, readJournal(folder), (name) => backstage.callByName?.(name));
        return { candidates: account.world.opportunities.size };
      },
    ),
    exportWorld: call('The whole world as JSON', NOTHING, () =>
      storedWorld(account.world, account.ids.state()),
    ),
    importWorld: call(
      'Replaces the world by an exported one',
      z.object({
        format: z.number(),
        accountId: z.string(),
        ids: z.array(z.number()).readonly().nullable().default(null),
        tables: z.record(z.string(), z.array(z.unknown())),
      }),
      (stored) => {
        restore(stored);
        return { candidates: account.world.opportunities.size };
      },
    ),
  };
}
