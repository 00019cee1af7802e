// Finds whose mail it is that came in.

import { sql } from 'kysely';
import type { MatchCandidate } from '../../core/mail/reply-match.ts';
import type { Conn } from '../connect.ts';

/** By our own ids or those the servers gave, newest first. */
export async function listByMessageIds(
  conn: Conn,
  key: { workspaceId: string; messageIds: readonly string[] },
): Promise<MatchCandidate[]> {
  if (key.messageIds.length === 0) return [];
  const ids = key.messageIds.flatMap((id) => [id, `<${id}>`]);
  const found = await sql<MatchCandidate>`
    select person_id, id as message_id from messages
    where workspace_id = ${key.workspaceId}
      and (message_id = any(${ids}::text[]) or server_message_id = any(${ids}::text[]))
    order by planned_at desc limit 5
  `.execute(conn);
  return found.rows;
}

export async function listByTokens(
  conn: Conn,
  key: { workspaceId: string; tokens: readonly string[] },
): Promise<MatchCandidate[]> {
  if (key.tokens.length === 0) return [];
  const found = await sql<MatchCandidate>`
    select person_id, id as message_id from messages
    where workspace_id = ${key.workspaceId} and token = any(${[...key.tokens]}::text[])
    order by planned_at desc limit 5
  `.execute(conn);
  return found.rows;
}

/** To whom something went at this address since then, newest first. */
export async function listByAddress(
  conn: Conn,
  key: { workspaceId: string; addressHash: Uint8Array; since: Date },
): Promise<MatchCandidate[]> {
  const found = await sql<MatchCandidate>`
    select person_id, id as message_id from messages
    where workspace_id = ${key.workspaceId} and address_hash = ${key.addressHash}
      and state in ('sent', 'unknown', 'submitting') and coalesce(sent_at, settled_at, submitting_at) > ${key.since}
    order by coalesce(sent_at, settled_at, submitting_at) desc limit 5
  `.execute(conn);
  return found.rows;
}

/** Another address of somebody we wrote to since then. */
export async function listByOtherAddress(
  conn: Conn,
  key: { workspaceId: string; address: string; since: Date },
): Promise<MatchCandidate[]> {
  const found = await sql<MatchCandidate>`
    select m.person_id, m.id as message_id
    from contact_points c
    join messages m on m.workspace_id = c.workspace_id and m.person_id = c.person_id
    where c.workspace_id = ${key.workspaceId} and c.kind = 'email' and c.value = ${key.address}
      and m.state in ('sent', 'unknown') and coalesce(m.sent_at, m.settled_at) > ${key.since}
    order by coalesce(m.sent_at, m.settled_at) desc limit 5
  `.execute(conn);
  return found.rows;
}

/** Whose conversation it is, as the server counts conversations. */
export async function listByThread(
  conn: Conn,
  key: { workspaceId: string; mailboxId: string; threadId: string },
): Promise<MatchCandidate[]> {
  const found = await sql<MatchCandidate>`
    select person_id, message_id from inbound_messages
    where workspace_id = ${key.workspaceId} and mailbox_id = ${key.mailboxId} and thread_id = ${key.threadId}
      and person_id is not null
    order by received_at desc limit 5
  `.execute(conn);
  return found.rows;
}
