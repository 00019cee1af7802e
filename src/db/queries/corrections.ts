// What humans set on persons by hand, and who took it back.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import type { Correction } from '../../core/people/corrections.ts';
import { toJson } from '../json.ts';

/** In force, of these persons. */
export async function listCorrections(
  conn: Conn,
  input: { workspaceId: string; personIds: readonly string[] },
): Promise<(Correction & { personId: string })[]> {
  if (input.personIds.length === 0) return [];
  const found = await sql<Correction & { personId: string }>`
    select id, person_id, field, key, value, set_at from person_corrections
    where workspace_id = ${input.workspaceId} and person_id = any(${input.personIds}::uuid[])
      and withdrawn_at is null
    order by set_at, id
  `.execute(conn);
  return found.rows;
}

export interface CorrectionShown {
  id: string;
  field: Correction['field'];
  key: string;
  value: unknown;
  setBy: string;
  setAt: Date;
}

/** What a person's page shows: in force, newest first. */
export async function listCorrectionsShown(
  conn: Conn,
  key: { workspaceId: string; personId: string; limit: number },
): Promise<CorrectionShown[]> {
  const found = await sql<CorrectionShown>`
    select id, field, key, value, set_by, set_at from person_corrections
    where workspace_id = ${key.workspaceId} and person_id = ${key.personId} and withdrawn_at is null
    order by set_at desc, id desc
    limit ${key.limit}
  `.execute(conn);
  return found.rows;
}

export async function insertCorrection(
  trx: Trx,
  input: {
    workspaceId: string;
    personId: string;
    id: string;
    field: Correction['field'];
    key: string;
    value: Correction['value'];
    by: string;
    now: Date;
  },
): Promise<void> {
  await sql`
    insert into person_corrections (workspace_id, id, person_id, field, key, value, set_by, set_at)
    values (${input.workspaceId}, ${input.id}, ${input.personId}, ${input.field}, ${input.key},
      ${toJson(input.value)}::jsonb, ${input.by}, ${input.now})
  `.execute(trx);
}

/** Takes back all that stands on one field of a person; returns how many. */
export async function withdrawCorrections(
  trx: Trx,
  input: {
    workspaceId: string;
    personId: string;
    field: Correction['field'];
    key: string;
    by: string;
    now: Date;
  },
): Promise<number> {
  const done = await sql`
    update person_corrections set withdrawn_at = ${input.now}, withdrawn_by = ${input.by}
    where workspace_id = ${input.workspaceId} and person_id = ${input.personId} and withdrawn_at is null
      and field = ${input.field} and key = ${input.key}
  `.execute(trx);
  return Number(done.numAffectedRows ?? 0);
}

/** Part of an erasure: they hold personal values. */
export async function deleteCorrections(
  trx: Trx,
  input: { workspaceId: string; personId: string },
): Promise<void> {
  await sql`
    delete from person_corrections
    where workspace_id = ${input.workspaceId} and person_id = ${input.personId}
  `.execute(trx);
}
