// Cold mode: what we remember may be older than what we did, so every write that is not repeatable looks first.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

/** Switches it on for every connection; one that is cold for longer already stays so. Returns the workspaces. */
export async function startCold(trx: Trx, times: { since: Date; until: Date }): Promise<string[]> {
  const rows = await sql<{ workspaceId: string }>`
    update lever_connections set
      cold_since = ${times.since}::timestamptz,
      cold_until = greatest(cold_until, ${times.until}::timestamptz)
    returning workspace_id`.execute(trx);
  // What was planned before may have been done since: it is looked for like everything that is planned from now on.
  await sql`
    update intents set must_probe = true
    where state in ('planned', 'parked') and not is_repeatable and not must_probe`.execute(trx);
  return rows.rows.map((row) => row.workspaceId);
}

/** Has every workspace look before it sends; a longer time that holds already stays. `quietUntil` null: it stays too. */
export async function startLookingFirst(
  trx: Trx,
  times: { until: Date; quietUntil: Date | null },
): Promise<void> {
  await sql`
    update outreach_settings set
      look_first_until = greatest(look_first_until, ${times.until}::timestamptz),
      quiet_until = greatest(quiet_until, ${times.quietUntil}::timestamptz)`.execute(trx);
}

/**
 * Ends it where its time is over, a poll that began later has finished, and no record waits from before.
 * Returns whether it ended now.
 */
export async function endCold(
  conn: Conn,
  key: { workspaceId: string; pollStartedAt: Date },
): Promise<boolean> {
  const result = await sql`
    update lever_connections c set cold_since = null, cold_until = null
    where c.workspace_id = ${key.workspaceId}
      and c.cold_since < ${key.pollStartedAt}::timestamptz and c.cold_until <= ${key.pollStartedAt}::timestamptz
      and not exists (select from work w where w.workspace_id = c.workspace_id and w.kind = 'record' and w.due_at <= c.cold_since)`.execute(
    conn,
  );
  return (result.numAffectedRows ?? 0n) > 0n;
}
