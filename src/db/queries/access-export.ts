// What an access export says beside the rows: the files of a person, and who got something of what is held.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';
import type { PersonalScope } from './personal-scope.ts';

/** Without their content, which the product hands out nowhere but to Lever. */
export async function listFilesOf(
  conn: Conn,
  scope: Pick<PersonalScope, 'workspaceId' | 'profileIds'>,
): Promise<{ name: string; mediaType: string; byteCount: number; receivedAt: string }[]> {
  const found = await sql<{
    name: string;
    mediaType: string;
    byteCount: number;
    receivedAt: Date;
  }>`
    select f.name, f.media_type, length(f.content) as byte_count, f.received_at from files f
    where f.workspace_id = ${scope.workspaceId} and f.content_hash in (
      select decode(p.payload->'resume'->>'contentHash', 'hex') from profiles p
      where p.workspace_id = ${scope.workspaceId} and p.id = any(${scope.profileIds}::uuid[])
        and p.payload->'resume'->>'contentHash' is not null)
    order by f.received_at, f.name`.execute(conn);
  return found.rows.map((row) => ({ ...row, receivedAt: row.receivedAt.toISOString() }));
}

/** Candidates in Lever, and the endpoints that were told something of the person. */
export async function listReceiversOf(
  conn: Conn,
  scope: Pick<PersonalScope, 'workspaceId' | 'personIds'>,
): Promise<{ kind: 'lever' | 'webhook'; name: string }[]> {
  const found = await sql<{ kind: 'lever' | 'webhook'; name: string }>`
    select 'lever' as kind, opportunity_id as name from records
    where workspace_id = ${scope.workspaceId} and person_id = any(${scope.personIds}::uuid[])
      and opportunity_id is not null
    union
    select 'webhook', e.url from webhook_deliveries d
    join webhook_endpoints e on e.workspace_id = d.workspace_id and e.id = d.endpoint_id
    where d.workspace_id = ${scope.workspaceId} and d.person_id = any(${scope.personIds}::uuid[])
      and d.state = 'delivered'
    order by kind, name`.execute(conn);
  return found.rows;
}
