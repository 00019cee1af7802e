// Counts afterwards, from what was sent alone, where a limit was not kept.

import { sql } from 'kysely';
import type { Db } from '../src/db/connect.ts';

/** Cap of the first sending day, the smallest gap, and the domain's limits: each instant of each window. */
export async function breachesOf(
  db: Db,
  workspaceId: string,
): Promise<{ sent: number; breaches: number }> {
  const found = await sql<{ sent: number; caps: number; gaps: number; domains: number }>`
    select
      (select count(*) from messages where workspace_id = ${workspaceId} and state = 'sent') as sent,
      (select count(*) from sends s join mailboxes b on b.workspace_id = s.workspace_id and b.id = s.mailbox_id
        where s.workspace_id = ${workspaceId} and b.ramp_start + b.ramp_step * (b.ramp_days - 1) < (
          select count(*) from sends o where o.workspace_id = s.workspace_id and o.mailbox_id = s.mailbox_id
            and o.at > s.at - interval '24 hours' and o.at <= s.at)) as caps,
      (select count(*) from sends s join mailboxes b on b.workspace_id = s.workspace_id and b.id = s.mailbox_id
        where s.workspace_id = ${workspaceId} and exists (
          select from sends o where o.workspace_id = s.workspace_id and o.mailbox_id = s.mailbox_id and o.id <> s.id
            and o.at >= s.at and o.at < s.at + b.gap_min_seconds * interval '1 second')) as gaps,
      (select count(*) from sends s where s.workspace_id = ${workspaceId} and 5 < (
          select count(*) from sends o where o.workspace_id = s.workspace_id and o.domain_key = s.domain_key
            and o.at > s.at - interval '1 hour' and o.at <= s.at)) as domains
  `.execute(db);
  const { sent, caps, gaps, domains } = found.rows[0] ?? { sent: 0, caps: 0, gaps: 0, domains: 0 };
  return { sent, breaches: caps + gaps + domains };
}
