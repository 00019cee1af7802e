// The numbers of a workspace at one moment: what came in, who is in Lever, what waits and why.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';

export interface Overview {
  profileCount: number;
  /** Live people: not merged into another one. */
  personCount: number;
  touchCount: number;
  /** Touches of nobody known yet. */
  strayTouchCount: number;
  /** Acknowledged and not yet worked on. */
  pendingIntakeCount: number;
  parkedIntakeCount: number;
  /** People with at least one opportunity in Lever. */
  personInLeverCount: number;
  opportunityCount: number;
  /** Records decided on that have no opportunity yet. */
  waitingRecordCount: number;
  /** Work due now or in flight. */
  openWorkCount: number;
  /** Work that waits for its time. */
  laterWorkCount: number;
  openIntentCount: number;
  parkedIntentCount: number;
  pendingDeliveryCount: number;
  parkedDeliveryCount: number;
  /** People to whom outreach is held. */
  heldPersonCount: number;
  lever: LeverOverview | null;
}

export interface LeverOverview {
  baseUrl: string;
  state: string;
  because: string | null;
  callCount: number;
  refusedCount: number;
  ratePerSecond: number | null;
  holdUntil: Date | null;
}

/** One statement per table family; cheap enough to ask once a second. */
export async function getOverview(
  conn: Conn,
  key: { workspaceId: string; now: Date },
): Promise<Overview> {
  const { workspaceId } = key;
  const counts = await sql<Omit<Overview, 'lever'>>`
    select
      (select count(*) from profiles where workspace_id = ${workspaceId}) as profile_count,
      (select count(*) from persons where workspace_id = ${workspaceId} and merged_into is null) as person_count,
      (select count(*) from touches where workspace_id = ${workspaceId}) as touch_count,
      (select count(*) from touches where workspace_id = ${workspaceId} and person_id is null) as stray_touch_count,
      (select count(*) from pending_intake where workspace_id = ${workspaceId} and parked_because is null)
        as pending_intake_count,
      (select count(*) from pending_intake where workspace_id = ${workspaceId} and parked_because is not null)
        as parked_intake_count,
      (select count(distinct person_id) from records where workspace_id = ${workspaceId} and opportunity_id is not null)
        as person_in_lever_count,
      (select count(*) from records where workspace_id = ${workspaceId} and opportunity_id is not null)
        as opportunity_count,
      (select count(*) from records where workspace_id = ${workspaceId} and opportunity_id is null and gone is null)
        as waiting_record_count,
      (select count(*) from work where workspace_id = ${workspaceId}
        and (due_at <= ${key.now}::timestamptz or leased_by is not null)) as open_work_count,
      (select count(*) from work where workspace_id = ${workspaceId}
        and due_at > ${key.now}::timestamptz and leased_by is null) as later_work_count,
      (select count(*) from intents where workspace_id = ${workspaceId}
        and state in ('planned', 'armed', 'ambiguous')) as open_intent_count,
      (select count(*) from intents where workspace_id = ${workspaceId} and state = 'parked') as parked_intent_count,
      (select count(*) from webhook_deliveries where workspace_id = ${workspaceId} and state = 'pending')
        as pending_delivery_count,
      (select count(*) from webhook_deliveries where workspace_id = ${workspaceId} and state = 'parked')
        as parked_delivery_count,
      (select count(distinct person_id) from holds where workspace_id = ${workspaceId} and lifted_at is null)
        as held_person_count`.execute(conn);
  const row = counts.rows[0];
  if (row === undefined) throw new Error('counting gave no row');
  return { ...row, lever: await findLeverOverview(conn, workspaceId) };
}

async function findLeverOverview(conn: Conn, workspaceId: string): Promise<LeverOverview | null> {
  const found = await sql<LeverOverview>`
    select c.base_url, c.state, c.because, coalesce(l.call_count, 0) as call_count,
      coalesce(l.refused_count, 0) as refused_count, l.rate_per_second, l.hold_until
    from lever_connections c
    left join rate_limits l on l.queue_key = c.credential_key
    where c.workspace_id = ${workspaceId}`.execute(conn);
  return found.rows[0] ?? null;
}
