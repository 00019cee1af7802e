// Control calls over the whole sandbox: reset, time, switches, limits, faults, log.
import { z } from 'zod';
import { CLOCK_MODES } from '../clock.ts';
import { buildWorld, WORLD_MAX, type WorldSize } from '../world/build.ts';
import { WEBHOOK_EVENTS } from '../world/rows.ts';
import { SWITCHES } from '../world/switches.ts';
import { hasWorld, readStoredWorld, restoreWorld, saveWorld, storedWorld } from '../world/store.ts';
import { call, type Backstage } from './call.ts';
import { FAULT_RULE } from './fault-rules.ts';

const NOTHING = z.object({});
const WORLD = z.union([
  z.literal('empty'),
  z.literal('demo'),
  z.number().int().min(0).max(WORLD_MAX),
]);

/** Reset, clock, switches, limits, faults, counters. */
export function worldCalls({ door, sender, steered, defaults }: Backstage) {
  const clock = () => {
    if (!steered) throw new Error('time comes from outside this sandbox');
    return steered;
  };
  const { account, faults, limiter, log } = door;
  const fresh = () => buildWorld({ size: 'empty', seed: defaults.seed, now: account.clock.now() });
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
        faults.clear();
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
        saveWorld(account.world, folder);
        return { folder };
      },
    ),
    loadWorld: call(
      'Replaces the world by one from a folder',
      z.object({ folder: z.string() }),
      ({ folder }) => {
        if (!hasWorld(folder)) throw new Error(`there is no world in ${folder}`);
        account.world = restoreWorld(fresh(), readStoredWorld(folder));
        return { candidates: account.world.opportunities.size };
      },
    ),
    exportWorld: call('The whole world as JSON', NOTHING, () => storedWorld(account.world)),
    importWorld: call(
      'Replaces the world by an exported one',
      z.object({
        format: z.number(),
        accountId: z.string(),
        tables: z.record(z.string(), z.array(z.unknown())),
      }),
      (stored) => {
        account.world = restoreWorld(fresh(), stored);
        return { candidates: account.world.opportunities.size };
      },
    ),
    clock: call('The time and how it runs', NOTHING, () => ({
      now: account.clock.now(),
      mode: steered?.mode() ?? 'outside',
    })),
    setClock: call(
      'Sets the time, or switches between real and virtual time',
      z.object({ now: z.number().optional(), mode: z.enum(CLOCK_MODES).optional() }),
      ({ now, mode }) => {
        if (mode) clock().setMode(mode);
        if (now !== undefined) clock().set(now);
        return { now: clock().now(), mode: clock().mode() };
      },
    ),
    advanceClock: call(
      'Moves time forward and runs what falls due',
      z.object({ ms: z.number().min(0) }),
      ({ ms }) => {
        clock().advance(ms);
        return { now: clock().now() };
      },
    ),
    switches: call(
      'Every behaviour that can be switched, as it stands',
      NOTHING,
      () => account.switches,
    ),
    setSwitches: call('Changes some switches', SWITCHES.partial(), (changes) => {
      account.switches = { ...account.switches, ...(changes as object) };
      return account.switches;
    }),
    limits: call('The rate limit', NOTHING, () => limiter.settings()),
    setLimits: call(
      'Lowers or raises the rate limit; off switches it off',
      z.object({
        perSecond: z.number().positive().default(10),
        burst: z.number().min(1).default(20),
        off: z.boolean().default(false),
      }),
      ({ perSecond, burst, off }) => {
        limiter.set(off ? null : { perSecond, burst });
        limiter.clear();
        return limiter.settings();
      },
    ),
    addFault: call('Adds a fault rule', FAULT_RULE, (rule) => faults.add(rule)),
    faults: call('The fault rules and how often each struck', NOTHING, () => faults.list()),
    removeFault: call('Removes a fault rule', z.object({ id: z.string() }), ({ id }) => ({
      removed: faults.remove(id),
    })),
    clearFaults: call('Removes all fault rules', NOTHING, () => {
      faults.clear();
      return {};
    }),
    log: call(
      'The last requests, oldest first',
      z.object({ limit: z.coerce.number().int().min(1).max(10_000).default(100) }),
      ({ limit }) => log.entries().slice(-limit),
    ),
    counters: call('Counts over all requests, and creates per marker', NOTHING, () =>
      log.counters(),
    ),
    clearLog: call('Empties log and counters', NOTHING, () => {
      log.clear();
      return {};
    }),
  };
}
