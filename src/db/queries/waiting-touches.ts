// Touches whose person is not known yet wait under the keys they name.

import { sql } from 'kysely';
import type { Trx } from '../connect.ts';
import type { Identifier } from '../../core/people/person.ts';

export async function insertWaitingTouches(
  trx: Trx,
  input: { workspaceId: string; waiting: readonly { touchId: string; keys: Identifier[] }[] },
): Promise<void> {
  const rows = input.waiting.flatMap(({ touchId, keys }) =>
    keys.map((key) => ({ ...key, touchId })),
  );
  if (rows.length === 0) return;
  await sql`
    insert into unmatched_touches (workspace_id, kind, value, touch_id)
    select ${input.workspaceId}::uuid, x.kind, x.value, x.touch_id
    from unnest(
      ${rows.map((row) => row.kind)}::text[],
      ${rows.map((row) => row.value)}::text[],
      ${rows.map((row) => row.touchId)}::uuid[]
    ) as x(kind, value, touch_id)
    on conflict do nothing
  `.execute(trx);
}

/** Touches that wait under one of the keys; they stop waiting in this statement. */
export async function takeWaitingTouches(
  trx: Trx,
  input: { workspaceId: string; identifiers: readonly Identifier[] },
): Promise<string[]> {
  if (input.identifiers.length === 0) return [];
  const taken = await sql<{ touchId: string }>`
    with found as (
      select distinct u.touch_id
      from unnest(
        ${input.identifiers.map((identifier) => identifier.kind)}::text[],
        ${input.identifiers.map((identifier) => identifier.value)}::text[]
      ) as k(kind, value)
      join unmatched_touches u
        on u.workspace_id = ${input.workspaceId} and u.kind = k.kind and u.value = k.value
    ), gone as (
      delete from unmatched_touches u using found
      where u.workspace_id = ${input.workspaceId} and u.touch_id = found.touch_id
      returning 1
    )
    select touch_id from found
  `.execute(trx);
  return taken.rows.map((row) => row.touchId);
}

/** Writes down whose touches these are. */
export async function assignTouches(
  trx: Trx,
  input: { workspaceId: string; placed: readonly { touchId: string; personId: string }[] },
): Promise<void> {
  if (input.placed.length === 0) return;
  await sql`
    update touches t set person_id = x.person_id
    from unnest(
      ${input.placed.map((row) => row.touchId)}::uuid[],
      ${input.placed.map((row) => row.personId)}::uuid[]
    ) as x(touch_id, person_id)
    where t.workspace_id = ${input.workspaceId} and t.id = x.touch_id
  `.execute(trx);
}
