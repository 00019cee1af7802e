// Checked before every write leaves: the intent for it is committed and armed by this very process.

import { sql } from 'kysely';
import type { LeverCall } from '../world/lever-link.ts';
import type { World } from '../world/world.ts';

/** Writes that are upkeep of the connection and no effects: they are looked for by what they are, not by an intent. */
const upkeep = ['/webhooks', '/form_templates'];

/** Adds a violation where there is none. */
export async function checkBeforeSend(world: World, call: LeverCall): Promise<void> {
  if (call.method === 'GET' || upkeep.some((path) => call.path.startsWith(path))) return;
  // In the middle of somebody's transaction the only connection shows what is not committed yet.
  if (world.gate.isBusy()) return;
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from intents i join workers w on w.epoch = i.epoch
    where i.state in ('armed', 'ambiguous', 'planned') and i.attempt > 0 and w.name = ${call.process}`.execute(
    world.database.direct,
  );
  if ((rows[0]?.count ?? 0) > 0) return;
  world.violate(
    `I3 no effect without an intent armed before it: ${call.method} ${call.path} of ${call.process}`,
  );
}
