// Holds all rules against the world at its end: first as it is, then after another round of polls, which must change nothing.

import { agreementInvariants } from './agreement.ts';
import { auditInvariants } from './audit.ts';
import { effectInvariants } from './effects.ts';
import { endInvariants } from './ends.ts';
import { erasedInvariants } from './erased.ts';
import { humanInvariants } from './humans.ts';
import { intakeInvariants } from './intake.ts';
import type { Checked, Invariant } from './invariant.ts';
import { outreachInvariants } from './outreach.ts';
import { restraintInvariants } from './restraint.ts';
import { secrecyInvariants } from './secrecy.ts';
import { sendingInvariants } from './sending.ts';
import { waits } from '../world/instance.ts';
import { passUntil } from '../world/play.ts';
import type { World } from '../world/world.ts';

/** Every rule, in one list: another one is one more line. */
export const invariants: readonly Invariant[] = [
  ...intakeInvariants,
  ...effectInvariants,
  ...agreementInvariants,
  ...humanInvariants,
  ...restraintInvariants,
  ...erasedInvariants,
  ...outreachInvariants,
  ...sendingInvariants,
  ...secrecyInvariants,
  ...auditInvariants,
  ...endInvariants,
];

/** Adds a violation for every breach. */
export async function verifyInvariants(world: World): Promise<void> {
  // A world that did not come to rest breaks every rule of rest.
  if (world.seen.violations.length > 0) return;
  await checkEcho(world);
  await checkAll(world);
}

async function checkAll(world: World): Promise<void> {
  await world.scheduler.runUntil(() => !world.gate.isBusy());
  const checked: Checked = {
    world,
    db: world.database.direct,
    workspaceId: world.workspaceId,
    opportunities: world.sandbox.control.opportunities({}),
  };
  for (const one of invariants) {
    for (const breach of await one.check(checked))
      world.violate(`${one.id} ${one.says}: ${breach}`);
  }
}

/** I12: what we wrote, read back by webhook and poll, causes no write. */
async function checkEcho(world: World): Promise<void> {
  const before = world.seen.calls.length;
  await passUntil(world, world.scheduler.nowMs() + waits.leverPollMs + 60_000);
  const writes = world.seen.calls
    .slice(before)
    // Subscriptions are looked after by the clock, not because of a write.
    .filter((call) => call.method !== 'GET' && !call.path.startsWith('/webhooks'));
  for (const { method, path } of writes)
    world.violate(`I12 our own writes, read back, cause no further writes: ${method} ${path}`);
}
