// Faults planted in the engine: how calls are armed, repeated, looked for and paced.

import type { Mutant } from './mutant.ts';

export const engineMutants: readonly Mutant[] = [
  {
    name: 'blind-retry',
    says: 'a creation whose answer was lost is sent again without a look',
    file: 'src/engine/after-failure.ts',
    find: "if (facts.isRepeatable) return retryUntil(facts, retryPolicy.unknownOutcomeAttemptsMax);\n      return { do: 'probe'",
    replace:
      "if (facts.attempt >= 0) return retryUntil(facts, retryPolicy.unknownOutcomeAttemptsMax);\n      return { do: 'probe'",
    caughtBy: 21,
  },
  {
    name: 'look-without-wait',
    says: 'what may still be on its way is looked for at once',
    file: 'src/engine/deps.ts',
    find: 'quiesceMs: 30_000,\n  quiesceAgainMs: 60_000,',
    replace: 'quiesceMs: 0,\n  quiesceAgainMs: 0,',
    caughtBy: 21,
  },
  {
    name: 'one-look',
    says: 'a single look decides that it did not happen, while the index may lag',
    file: 'src/engine/perform.ts',
    find: 'const looksBeforeResend = 2;',
    replace: 'const looksBeforeResend = 1;',
    caughtBy: 21,
  },
  {
    name: 'takeover-resends',
    says: 'what a dead process had armed is sent again by its successor',
    file: 'src/engine/workers.ts',
    find: "state: sql`case when is_repeatable then 'planned' else 'ambiguous' end`,",
    replace: "state: sql`'planned'`,",
    caughtBy: 31,
  },
  {
    name: 'lease-not-checked',
    says: 'a process that was taken over plans and arms as if nothing had happened',
    file: 'src/engine/workers.ts',
    find: '  return row !== undefined;\n}\n\nasync function takeOver(',
    replace: '  return row !== undefined || worker.epoch > 0;\n}\n\nasync function takeOver(',
    caughtBy: 38,
  },
  {
    name: 'arm-after-send',
    says: 'the call leaves before the intent is armed',
    file: 'src/engine/perform.ts',
    find: "  const arming = await armForSlot(deps, planned);\n  if (arming.did !== 'armed') return arming;\n  const { intent } = arming;\n  const sent = await sendInSlot(deps, { intent, sendAt: arming.sendAt, send: () => effect.send() });",
    replace:
      "  const early = effect.send();\n  early.catch(() => undefined);\n  const arming = await armForSlot(deps, planned);\n  if (arming.did !== 'armed') return arming;\n  const { intent } = arming;\n  const sent = await sendInSlot(deps, { intent, sendAt: arming.sendAt, send: () => early });",
    caughtBy: 1,
  },
  {
    name: 'limit-per-process',
    says: 'every process keeps to the rate limit alone',
    file: 'src/engine/limiter.ts',
    find: '.execute(async (trx) => await reserveCall(trx, { ...from, now }));',
    replace:
      '.execute(async (trx) => await reserveCall(trx, { ...from, queueKey: `${from.queueKey} ${deps.turn?.epoch ?? 0}`, now }));',
    caughtBy: 11,
  },
  {
    name: 'no-pace',
    says: 'slots are promised and never counted',
    file: 'src/engine/limiter.ts',
    find: 'set next_free_at = ${instant(slot.pace.nextFreeMs)}, call_count',
    replace: 'set next_free_at = next_free_at, call_count',
    caughtBy: 11,
  },
  {
    name: '429-in-doubt',
    says: 'a refusal for speed counts as a call that may have been done',
    file: 'src/adapters/lever/failures.ts',
    find: "if (status === 429) return 'rateLimited';",
    replace: "if (status === 429) return 'unknownOutcome';",
    caughtBy: 35,
  },
  {
    name: 'fault-is-refusal',
    says: 'a fault of Lever counts as certainly not applied',
    file: 'src/adapters/lever/failures.ts',
    find: "if (status >= 500 || status === 408) return 'unknownOutcome';",
    replace: "if (status >= 500 || status === 408) return 'unreachable';",
    caughtBy: 35,
  },
];
