// The numbers of one workspace at a glance.
import { sql } from 'kysely';
import type { Conn } from '../connect.ts';

export interface StatusCounts {
  profiles: number;
  people: number;
  /** Records that have an opportunity in Lever. */
  inLever: number;
  /** Taken in and not yet identified. */
  waitingIntake: number;
  /** Records whose next step in Lever is due or under way. */
  waitingRecords: number;
  touches: number;
  /** Calls sent to Lever with the present credential, and how many Lever refused for the rate. */
  calls: number;
  refusedCalls: number;
  /** People with a hold in force. */
  paused: number;
  parkedIntents: number;
  parkedIntake: number;
  parkedDeliveries: number;
  /** Pairs of people of whom somebody has to say whether they are one. */
  openReviews: number;
  openConflicts: number;
  /** Changes of many records that the brake keeps until they are confirmed. */
  heldRuns: number;
  /** Replies that nobody answered or put away yet. */
  openReplies: number;
  /** What is to be done by hand. */
  openTasks: number;
}

/** One statement, so that the numbers are of one moment. */
export async function countStatus(conn: Conn, workspaceId: string): Promise<StatusCounts> {
  const counted = await sql<StatusCounts>`
    with w as (select ${workspaceId}::uuid as id)
    select
      (select count(*) from profiles p where p.workspace_id = w.id) as profiles,
      (select count(*) from persons p where p.workspace_id = w.id and p.merged_into is null and not p.is_erased) as people,
      (select count(*) from records r where r.workspace_id = w.id and r.opportunity_id is not null and r.gone is null) as in_lever,
      (select count(*) from pending_intake i where i.workspace_id = w.id and i.parked_because is null) as waiting_intake,
      (select count(*) from work k where k.workspace_id = w.id and k.kind = 'record') as waiting_records,
      (select count(*) from touches t where t.workspace_id = w.id) as touches,
      coalesce((select l.call_count from rate_limits l join lever_connections c on c.credential_key = l.queue_key where c.workspace_id = w.id), 0) as calls,
      coalesce((select l.refused_count from rate_limits l join lever_connections c on c.credential_key = l.queue_key where c.workspace_id = w.id), 0) as refused_calls,
      (select count(distinct h.person_id) from holds h where h.workspace_id = w.id and h.lifted_at is null) as paused,
      (select count(*) from intents n where n.workspace_id = w.id and n.state = 'parked') as parked_intents,
      (select count(*) from pending_intake i where i.workspace_id = w.id and i.parked_because is not null) as parked_intake,
      (select count(*) from webhook_deliveries d where d.workspace_id = w.id and d.state = 'parked') as parked_deliveries,
      (select count(*) from match_reviews m where m.workspace_id = w.id and m.state = 'open') as open_reviews,
      (select count(*) from conflicts c where c.workspace_id = w.id and c.resolution is null) as open_conflicts,
      (select count(*) from runs u where u.workspace_id = w.id and u.state = 'held') as held_runs,
      (select count(*) from inbound_messages b where b.workspace_id = w.id and b.state = 'open' and b.kind = 'human') as open_replies,
      (select count(*) from tasks a where a.workspace_id = w.id and a.state = 'open') as open_tasks
    from w`.execute(conn);
  const [counts] = counted.rows;
  if (counts === undefined) throw new Error('The counts are one row.');
  return counts;
}
