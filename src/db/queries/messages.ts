// Messages: one per step of a run, and answers written by hand. Reading them, and the moves between their states.

import { sql } from 'kysely';
import type { MessageState } from '../../core/outreach/message-states.ts';
import { messageMoves } from '../../core/outreach/message-states.ts';
import type { SendKind } from '../../core/outreach/mailbox-limits.ts';
import type { StepChannel } from '../../core/outreach/sequence.ts';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export interface MessageRow {
  workspaceId: string;
  id: string;
  enrollmentId: string | null;
  personId: string;
  firstPersonId: string;
  sequenceId: string | null;
  sequenceVersion: number | null;
  stepId: string | null;
  position: number | null;
  variant: string | null;
  channel: StepChannel;
  kind: SendKind;
  state: MessageState;
  because: string | null;
  mailboxId: string | null;
  smsNumberId: string | null;
  addressHash: Uint8Array | null;
  sealed: Uint8Array | null;
  contentHash: Uint8Array | null;
  messageId: string | null;
  serverMessageId: string | null;
  token: string;
  inReplyTo: string | null;
  threadReferences: string[];
  projectedAt: Date | null;
  dueAt: Date | null;
  plannedAt: Date;
  preparedAt: Date | null;
  submittingAt: Date | null;
  dataAt: Date | null;
  deadlineAt: Date | null;
  settledAt: Date | null;
  sentAt: Date | null;
  fence: number | null;
  attempts: number;
  lookCount: number;
  lookedAt: Date | null;
  hasBeenResent: boolean;
  outcome: unknown;
  explanation: unknown;
}

const columns = sql`workspace_id, id, enrollment_id, person_id, first_person_id, sequence_id, sequence_version, step_id,
  position, variant, channel, kind, state, because, mailbox_id, sms_number_id, address_hash, sealed, content_hash,
  message_id, server_message_id, token, in_reply_to, thread_references, projected_at, due_at, planned_at, prepared_at,
  submitting_at, data_at, deadline_at, settled_at, sent_at, fence, attempts, look_count, looked_at, has_been_resent,
  outcome, explanation`;

const dayMs = 24 * 3_600_000;

export interface MessageKey {
  workspaceId: string;
  id: string;
}

export async function findMessage(conn: Conn, key: MessageKey): Promise<MessageRow | undefined> {
  const found = await sql<MessageRow>`
    select ${columns} from messages where workspace_id = ${key.workspaceId} and id = ${key.id}
  `.execute(conn);
  return found.rows[0];
}

/** As `findMessage`, and nobody else moves it until the transaction is over. */
export async function lockMessage(trx: Trx, key: MessageKey): Promise<MessageRow | undefined> {
  const found = await sql<MessageRow>`
    select ${columns} from messages where workspace_id = ${key.workspaceId} and id = ${key.id} for update
  `.execute(trx);
  return found.rows[0];
}

/** By our own Message-ID or the one the server gave instead. */
export async function findMessageByIds(
  conn: Conn,
  key: { workspaceId: string; messageIds: readonly string[] },
): Promise<MessageRow | undefined> {
  if (key.messageIds.length === 0) return undefined;
  const found = await sql<MessageRow>`
    select ${columns} from messages
    where workspace_id = ${key.workspaceId}
      and (message_id = any(${[...key.messageIds]}::text[]) or server_message_id = any(${[...key.messageIds]}::text[]))
    order by planned_at desc limit 1
  `.execute(conn);
  return found.rows[0];
}

/** The token is unguessable and unique enough to be looked up without a workspace. */
export async function findMessageByToken(
  conn: Conn,
  key: { workspaceId?: string; token: string },
): Promise<MessageRow | undefined> {
  const found = await sql<MessageRow>`
    select ${columns} from messages
    where token = ${key.token} and (${key.workspaceId ?? null}::uuid is null or workspace_id = ${key.workspaceId ?? null}::uuid)
    limit 1
  `.execute(conn);
  return found.rows[0];
}

/** What went (or may have gone) to an address since then, newest first. */
export async function listOutboundTo(
  conn: Conn,
  key: { workspaceId: string; addressHash: Uint8Array; since: Date },
): Promise<MessageRow[]> {
  const found = await sql<MessageRow>`
    select ${columns} from messages
    where workspace_id = ${key.workspaceId} and address_hash = ${key.addressHash}
      and state in ('sent', 'unknown') and coalesce(sent_at, settled_at) > ${key.since}
    order by coalesce(sent_at, settled_at) desc limit 50
  `.execute(conn);
  return found.rows;
}

/** Of a person, oldest first. */
export async function listMessagesOf(
  conn: Conn,
  key: { workspaceId: string; personId: string; limit: number },
): Promise<MessageRow[]> {
  const found = await sql<MessageRow>`
    select ${columns} from messages where workspace_id = ${key.workspaceId} and person_id = ${key.personId}
    order by planned_at, id limit ${key.limit}
  `.execute(conn);
  return found.rows;
}

/** Of one run, in order of the steps. */
export async function listMessagesOfRun(
  conn: Conn,
  key: { workspaceId: string; enrollmentId: string },
): Promise<MessageRow[]> {
  const found = await sql<MessageRow>`
    select ${columns} from messages
    where workspace_id = ${key.workspaceId} and enrollment_id = ${key.enrollmentId} order by position
  `.execute(conn);
  return found.rows;
}

export interface MessageToPlan {
  workspaceId: string;
  id: string;
  token: string;
  enrollmentId: string | null;
  personId: string;
  sequenceId: string | null;
  stepId: string | null;
  position: number | null;
  channel: StepChannel;
  kind: SendKind;
  mailboxId: string | null;
  smsNumberId: string | null;
  projectedAt: Date | null;
  now: Date;
}

/**
 * Adds one message per step that is due. Where there is one already (a run that was paused meanwhile) it is
 * looked at anew. Returns the ids of what is open now.
 */
export async function planMessages(trx: Trx, rows: readonly MessageToPlan[]): Promise<string[]> {
  if (rows.length === 0) return [];
  const of = <Key extends keyof MessageToPlan>(key: Key): MessageToPlan[Key][] =>
    rows.map((row) => row[key]);
  const planned = await sql<{ id: string }>`
    insert into messages (workspace_id, id, token, enrollment_id, person_id, first_person_id, sequence_id, step_id,
      position, channel, kind, state, mailbox_id, sms_number_id, projected_at, due_at, planned_at)
    select w, i, t, e, p, p, s, st, po, c, k, 'planned', m, n, pr, d, d
    from unnest(${of('workspaceId')}::uuid[], ${of('id')}::uuid[], ${of('token')}::text[],
      ${of('enrollmentId')}::uuid[], ${of('personId')}::uuid[], ${of('sequenceId')}::uuid[],
      ${of('stepId')}::text[], ${of('position')}::int[], ${of('channel')}::text[], ${of('kind')}::text[],
      ${of('mailboxId')}::uuid[], ${of('smsNumberId')}::uuid[], ${of('projectedAt')}::timestamptz[],
      ${of('now')}::timestamptz[]) as given (w, i, t, e, p, s, st, po, c, k, m, n, pr, d)
    on conflict (workspace_id, enrollment_id, step_id) do update
    set due_at = case when messages.state in ('planned', 'prepared', 'refused_transient', 'blocked')
        then excluded.due_at else messages.due_at end,
      state = case when messages.state = 'blocked' then 'planned' else messages.state end
    returning id
  `.execute(trx);
  return planned.rows.map((row) => row.id);
}

export interface MessageMove {
  workspaceId: string;
  id: string;
  from: readonly MessageState[];
  to: MessageState;
  because: string | null;
  dueAt: Date | null;
  /** Only while this worker holds it. */
  fence?: number;
  now: Date;
  set?: Readonly<Record<string, unknown>>;
}

/** Compare and set: false where it is not (or not any more) in a state of `from`, or another worker has it. */
export async function moveMessage(trx: Trx, move: MessageMove): Promise<boolean> {
  for (const from of move.from) {
    if (from !== move.to && !messageMoves[from].includes(move.to))
      throw new Error(`A message never goes from ${from} to ${move.to}.`);
  }
  const isSettled = ['sent', 'unknown', 'refused_permanent', 'cancelled'].includes(move.to);
  let query = trx
    .updateTable('messages')
    .set({
      state: move.to,
      because: move.because,
      dueAt: move.dueAt,
      ...(isSettled ? { settledAt: move.now } : {}),
      ...(move.to === 'sent' ? { sentAt: move.now } : {}),
      ...move.set,
    })
    .where('workspaceId', '=', move.workspaceId)
    .where('id', '=', move.id)
    .where('state', 'in', move.from);
  if (move.fence !== undefined) query = query.where('fence', '=', move.fence);
  const moved = await query.executeTakeFirst();
  return Number(moved.numUpdatedRows) > 0;
}

/** What was decided and why, kept beside whatever state it is in. */
export async function explainMessage(
  trx: Trx,
  key: MessageKey & { explanation: unknown; dueAt: Date | null; because: string },
): Promise<void> {
  await sql`
    update messages set explanation = ${toJson(key.explanation)}::jsonb, due_at = ${key.dueAt}, because = ${key.because}
    where workspace_id = ${key.workspaceId} and id = ${key.id} and state in ('planned', 'prepared', 'refused_transient')
  `.execute(trx);
}

/**
 * What a mailbox could send now, in this order: answers by hand, follow-ups, first messages; among each, the longest
 * waiting of every sequence, the sequence first that was not served for longest, so that none starves another.
 */
export async function listSendable(
  conn: Conn,
  key: { workspaceId: string; mailboxId: string; now: Date; limit: number },
): Promise<{ id: string; kind: SendKind }[]> {
  const since = new Date(key.now.getTime() - dayMs);
  const found = await sql<{ id: string; kind: SendKind }>`
    with served as (
      select sequence_id, max(sent_at) as at from messages
      where workspace_id = ${key.workspaceId} and mailbox_id = ${key.mailboxId} and sent_at > ${since}
      group by sequence_id
    ), waiting as (
      select id, kind, due_at, sequence_id,
        row_number() over (partition by kind, sequence_id order by planned_at, id) as turn
      from messages
      where workspace_id = ${key.workspaceId} and mailbox_id = ${key.mailboxId} and due_at <= ${key.now}
        and state in ('planned', 'prepared', 'refused_transient')
    )
    select w.id, w.kind from waiting w left join served on served.sequence_id = w.sequence_id
    order by array_position(array['reply', 'follow_up', 'new'], w.kind), w.turn, served.at nulls first, w.due_at, w.id
    limit ${key.limit}
  `.execute(conn);
  return found.rows;
}

/** When the mailbox has to look again: the earliest due of all that is open. */
export async function findNextDue(
  conn: Conn,
  key: { workspaceId: string; mailboxId: string },
): Promise<Date | null> {
  const found = await sql<{ dueAt: Date | null }>`
    select min(due_at) as due_at from messages
    where workspace_id = ${key.workspaceId} and mailbox_id = ${key.mailboxId} and due_at is not null
  `.execute(conn);
  return found.rows[0]?.dueAt ?? null;
}

/** Of one mailbox: left on the wire by somebody who is gone, and unclear ones whose time to look has come. */
export async function listToResolve(
  conn: Conn,
  key: { workspaceId: string; mailboxId: string; now: Date; limit: number },
): Promise<MessageRow[]> {
  const found = await sql<MessageRow>`
    select ${columns} from messages
    where workspace_id = ${key.workspaceId} and mailbox_id = ${key.mailboxId} and due_at <= ${key.now}
      and state in ('submitting', 'unknown')
    order by due_at limit ${key.limit}
  `.execute(conn);
  return found.rows;
}

export interface InFlightScope {
  workspaceId: string;
  enrollmentIds?: readonly string[];
  personId?: string;
  sequenceId?: string;
  mailboxId?: string;
}

/** On the wire with content: a pause waits for these. */
export async function listInFlight(
  conn: Conn,
  scope: InFlightScope,
): Promise<{ id: string; deadlineAt: Date }[]> {
  const found = await sql<{ id: string; deadlineAt: Date }>`
    select id, deadline_at from messages
    where workspace_id = ${scope.workspaceId} and state = 'submitting' and data_at is not null
      and (${scope.enrollmentIds === undefined} or enrollment_id = any(${[...(scope.enrollmentIds ?? [])]}::uuid[]))
      and (${scope.personId === undefined} or person_id = ${scope.personId ?? null}::uuid)
      and (${scope.sequenceId === undefined} or sequence_id = ${scope.sequenceId ?? null}::uuid)
      and (${scope.mailboxId === undefined} or mailbox_id = ${scope.mailboxId ?? null}::uuid)
  `.execute(conn);
  return found.rows;
}

/** The runs are over: what has not left us never will. */
export async function cancelMessagesOf(
  trx: Trx,
  change: { workspaceId: string; enrollmentIds: readonly string[]; because: string; now: Date },
): Promise<void> {
  await sql`
    update messages set state = 'cancelled', because = ${change.because}, due_at = null, settled_at = ${change.now}
    where workspace_id = ${change.workspaceId} and enrollment_id = any(${[...change.enrollmentIds]}::uuid[])
      and state in ('planned', 'prepared', 'refused_transient', 'blocked')
  `.execute(trx);
}
