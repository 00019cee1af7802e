// How the sources know a person: what an outbound webhook names them by.

import { sql } from 'kysely';
import type { Conn } from '../connect.ts';

export interface OutreachAddresses {
  externalIds: { source: string; id: string }[];
  emails: string[];
  profileUrls: string[];
}

const VALUES_MAX = 100;

/** The person's ids at the sources, email addresses and profile addresses, at most 100 of each. */
export async function findOutreachAddresses(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<OutreachAddresses> {
  const externalIds = await sql<{ source: string; id: string }>`
    select distinct f.source, f.payload->>'externalId' as id
    from memberships m
    join profiles f on f.workspace_id = m.workspace_id and f.id = m.profile_id
    where m.workspace_id = ${key.workspaceId} and m.person_id = ${key.personId}
      and f.payload->>'externalId' is not null
    order by 1, 2 limit ${VALUES_MAX}`.execute(conn);
  const points = await sql<{ kind: string; shownAs: string }>`
    select kind, min(shown_as) as shown_as
    from contact_points
    where workspace_id = ${key.workspaceId} and person_id = ${key.personId}
      and kind in ('email', 'profile_url')
    group by kind, value order by kind, value limit ${VALUES_MAX * 2}`.execute(conn);
  const shown = (kind: string): string[] =>
    points.rows
      .filter((point) => point.kind === kind)
      .map((point) => point.shownAs)
      .slice(0, VALUES_MAX);
  return {
    externalIds: externalIds.rows,
    emails: shown('email'),
    profileUrls: shown('profile_url'),
  };
}

/** The source's own name of each job. */
export async function listJobNames(
  conn: Conn,
  key: { workspaceId: string; ids: readonly string[] },
): Promise<Map<string, { externalId: string; name: string }>> {
  if (key.ids.length === 0) return new Map();
  const rows = await conn
    .selectFrom('jobs')
    .where('workspaceId', '=', key.workspaceId)
    .where('id', 'in', key.ids)
    .select(['id', 'externalId', 'name'])
    .execute();
  return new Map(rows.map(({ id, externalId, name }) => [id, { externalId, name }]));
}

/** Whether the source was told this about the person lately, or is about to be. */
export async function wasToldLately(
  conn: Conn,
  key: { workspaceId: string; personId: string; event: string; since: Date },
): Promise<boolean> {
  const row = await conn
    .selectFrom('webhookDeliveries')
    .where('workspaceId', '=', key.workspaceId)
    .where('personId', '=', key.personId)
    .where('event', '=', key.event)
    .where((eb) => eb.or([eb('state', '=', 'pending'), eb('createdAt', '>=', key.since)]))
    .select('id')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Marks an email address of a person as not deliverable, whichever profile gave it. Returns how many rows. */
export async function invalidateEmail(
  conn: Conn,
  input: { workspaceId: string; personId: string; value: string },
): Promise<number> {
  const changed = await conn
    .updateTable('contactPoints')
    .set({ status: 'invalid' })
    .where('workspaceId', '=', input.workspaceId)
    .where('personId', '=', input.personId)
    .where('kind', '=', 'email')
    .where('value', '=', input.value)
    .where('status', '<>', 'invalid')
    .executeTakeFirst();
  return Number(changed.numUpdatedRows);
}
