// A pause is acknowledged when nothing of its scope can go out any more: what is on the wire is waited for.

import { listInFlight } from '../db/queries/messages.ts';
import type { InFlightScope } from '../db/queries/messages.ts';
import type { Deps } from './deps.ts';

export interface Acknowledged {
  /** They were past the last look when the pause came: sent, or unclear. */
  alreadySent: string[];
}

const waitForMs = 30_000;
const lookEveryMs = 50;

/** Call it after the commit that raised the epoch. Attempts end by themselves within 25 seconds. */
export async function waitForInFlight(
  deps: Pick<Deps, 'db' | 'clock'>,
  scope: InFlightScope,
): Promise<Acknowledged> {
  const seen = new Set<string>();
  const untilMs = deps.clock.now().getTime() + waitForMs;
  for (;;) {
    const now = deps.clock.now();
    const open = (await listInFlight(deps.db, scope)).filter((each) => each.deadlineAt > now);
    for (const { id } of open) seen.add(id);
    if (open.length === 0 || now.getTime() >= untilMs) return { alreadySent: [...seen] };
    await deps.clock.sleep(lookEveryMs);
  }
}
