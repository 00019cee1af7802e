// What is wrong in a workspace right now, one row per thing.

import { sql } from 'kysely';
import type { AlertKind } from '../../core/governance/alert-rules.ts';
import type { Conn } from '../connect.ts';

export interface Trouble {
  kind: AlertKind;
  /** Which one of its kind: an id, or nothing. */
  subject: string;
  because: string;
  nextAction: string;
}

export interface TroubleLimits {
  workspaceId: string;
  now: Date;
  parkedOver: number;
  driftOver: number;
  /** Where the audit log stands has to be signed and brought outside at least this often. */
  checkpointLateMs: number;
}

const heldMs = 5 * 60_000;
const pollLateMs = 60 * 60_000;
const subjectsMax = 100;

/** One statement, so one moment; reads only what is open or wrong. */
export async function listTroubles(conn: Conn, limits: TroubleLimits): Promise<Trouble[]> {
  const { workspaceId: w, now } = limits;
  const heldUntil = new Date(now.getTime() + heldMs);
  const pollBefore = new Date(now.getTime() - pollLateMs);
  const dayAgo = new Date(now.getTime() - 24 * 60 * 60_000);
  const lateBefore = new Date(now.getTime() - limits.checkpointLateMs);
  const found = await sql<Trouble>`
    (select 'run_held' as kind, id::text as subject, 'A change is held: ' || coalesce(because, '') as because,
      'Look at the run, then confirm or cancel it.' as next_action
      from runs where workspace_id = ${w} and state = 'held' order by id limit ${subjectsMax})
    union all
    (select 'lever_refused', '', 'Lever refuses the credential',
      'Connect Lever again with a key that works.'
      from lever_connections where workspace_id = ${w} and state = 'unauthorized')
    union all
    (select 'lever_held', '', 'Calls to Lever rest until ' || to_char(r.hold_until at time zone 'UTC', 'HH24:MI') || ' UTC',
      'Lever refuses calls or does not answer. It is tried again by itself.'
      from lever_connections c join rate_limits r on r.queue_key = c.credential_key
      where c.workspace_id = ${w} and r.hold_until > ${heldUntil}::timestamptz)
    union all
    (select 'poll_late', '', 'Lever was not asked for an hour what changed',
      'See whether a worker runs.'
      from lever_connections where workspace_id = ${w} and state = 'on'
        and coalesce(polled_at, created_at) < ${pollBefore}::timestamptz)
    union all
    (select 'hooks_missing', '', 'Lever tells us of no change by webhook',
      'See that the public address is right and the key may make webhooks. Changes are found by polling meanwhile.'
      from lever_connections c where workspace_id = ${w} and state = 'on' and hook_url is not null
        and created_at < ${pollBefore}::timestamptz
        and not exists (select 1 from lever_hooks h where h.workspace_id = c.workspace_id))
    union all
    (select 'webhooks_failing', endpoint_id::text, count(*) || ' webhooks to one of your addresses were given up',
      'Repair the address, then have them sent again under Webhooks.'
      from webhook_deliveries where workspace_id = ${w} and state = 'parked' and created_at > ${dayAgo}::timestamptz
      group by endpoint_id order by endpoint_id limit ${subjectsMax})
    union all
    (select 'mailbox_refused', id::text, 'A mailbox refuses its sign-in', 'Its owner connects it again under Mailboxes.'
      from mailboxes where workspace_id = ${w} and state = 'unauthorized' order by id limit ${subjectsMax})
    union all
    (select 'audit_broken', '', 'The audit log is broken: ' || trouble,
      'Keep the database as it is, and compare it with a backup.'
      from audit_checkpoint_places where workspace_id = ${w} and place = 'chain' and trouble is not null)
    union all
    (select 'checkpoint_late', place, 'The audit log was not signed and brought outside: ' || coalesce(trouble, 'late'),
      'See whether a worker runs and the checkpoint file can be written.'
      from audit_checkpoint_places where workspace_id = ${w}
        and ((place <> 'chain' and trouble is not null) or (place = 'chain' and at < ${lateBefore}::timestamptz)))
    union all
    (select 'parked_many', '', n || ' effects wait for a person', 'Look under Parked: each says what to do.'
      from (select count(*) as n from (select 1 from intents where workspace_id = ${w} and state = 'parked'
        limit 100000) few) counted where n >= ${limits.parkedOver})
    union all
    (select 'drift', '', n || ' fields differ between Lever and us and wait', 'Decide them under Conflicts.'
      from (select (select count(*) from conflicts where workspace_id = ${w} and resolution is null)
        + (select count(*) from frozen_fields where workspace_id = ${w}) as n) counted where n >= ${limits.driftOver})
  `.execute(conn);
  return found.rows;
}
