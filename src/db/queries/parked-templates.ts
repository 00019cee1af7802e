// Form templates whose change in Lever broke the mapping: nothing is written to them until somebody acts.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export interface ParkedTemplate {
  template: string;
  messages: string[];
  parkedAt: Date;
}

export async function listParkedTemplates(
  conn: Conn,
  workspaceId: string,
): Promise<ParkedTemplate[]> {
  const rows = await conn
    .selectFrom('parkedTemplates')
    .where('workspaceId', '=', workspaceId)
    .select(['template', 'messages', 'parkedAt'])
    .orderBy('template')
    .execute();
  return rows.map((row) => ({ ...row, messages: row.messages as string[] }));
}

/** True where it was not parked, or for other reasons. */
export async function parkTemplate(
  trx: Trx,
  input: { workspaceId: string; template: string; messages: readonly string[]; now: Date },
): Promise<boolean> {
  const stored = await sql`
    insert into parked_templates as parked (workspace_id, template, messages, parked_at)
    values (${input.workspaceId}, ${input.template}, ${toJson(input.messages)}::jsonb, ${input.now}::timestamptz)
    on conflict (workspace_id, template) do update set messages = excluded.messages
    where parked.messages <> excluded.messages
    returning template`.execute(trx);
  return stored.rows.length > 0;
}

export async function unparkTemplate(
  trx: Trx,
  key: { workspaceId: string; template: string },
): Promise<void> {
  await trx
    .deleteFrom('parkedTemplates')
    .where('workspaceId', '=', key.workspaceId)
    .where('template', '=', key.template)
    .execute();
}
