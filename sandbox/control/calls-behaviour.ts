// Control calls over how the sandbox behaves, and what it saw: switches, limits, faults, log.
import { z } from 'zod';
import { reindexEmails } from '../acts/contacts.ts';
import { SWITCHES } from '../world/switches.ts';
import { call, type Backstage } from './call.ts';
import { FAULT_RULE } from './fault-rules.ts';

const NOTHING = z.object({});

/** Switches, limits, fault rules, the request log. */
export function behaviourCalls({ door }: Backstage) {
  const { account, faults, limiter, log } = door;
  return {
    switches: call(
      'Every behaviour that can be switched, as it stands',
      NOTHING,
      () => account.switches,
    ),
    setSwitches: call('Changes some switches', SWITCHES.partial(), (changes) => {
      const sent = Object.entries(changes).filter(([, value]) => value !== undefined);
      account.switches = { ...account.switches, ...Object.fromEntries(sent) };
      reindexEmails(account);
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
