// One key per person, stored wrapped by the installation's key. Deleting the row makes everything that was
// sealed with it unreadable for ever: that is how a person is erased from the audit log and from backups.

import { sql } from 'kysely';
import type { Clock } from '../../ports/clock.ts';
import type { Sealer } from '../../ports/sealer.ts';
import type { Conn, Trx } from '../connect.ts';

export interface PersonsOf {
  workspaceId: string;
  personIds: readonly string[];
}

/**
 * The keys of these persons by person id; makes the missing ones. An erased person has none and gets none,
 * so a late event cannot be stored readably again.
 */
export async function ensurePersonKeys(
  trx: Trx,
  deps: { sealer: Sealer; clock: Clock },
  { workspaceId, personIds }: PersonsOf,
): Promise<Map<string, Uint8Array>> {
  const keys = await findPersonKeys(trx, deps, { workspaceId, personIds });
  const missing = [...new Set(personIds)].filter((personId) => !keys.has(personId));
  if (missing.length === 0) return keys;
  const wrapped = missing.map(() => deps.sealer.seal(deps.sealer.newKey()));
  // Two transactions may make a key at once: the first wins, so what is stored is read back.
  await sql`
    insert into person_keys (workspace_id, person_id, wrapped_key, created_at)
    select ${workspaceId}::uuid, wish.person_id, wish.wrapped_key, ${deps.clock.now()}::timestamptz
    from unnest(${missing}::uuid[], ${wrapped}::bytea[]) as wish (person_id, wrapped_key)
    where not exists (
      select from persons p
      where p.workspace_id = ${workspaceId}::uuid and p.id = wish.person_id and p.is_erased
    )
    on conflict (workspace_id, person_id) do nothing`.execute(trx);
  const made = await findPersonKeys(trx, deps, { workspaceId, personIds: missing });
  return new Map([...keys, ...made]);
}

/** The keys of these persons by person id, where they exist. */
export async function findPersonKeys(
  conn: Conn,
  deps: { sealer: Sealer },
  { workspaceId, personIds }: PersonsOf,
): Promise<Map<string, Uint8Array>> {
  if (personIds.length === 0) return new Map();
  const rows = await conn
    .selectFrom('personKeys')
    .select(['personId', 'wrappedKey'])
    .where('workspaceId', '=', workspaceId)
    .where('personId', 'in', [...new Set(personIds)])
    .execute();
  return new Map(rows.map((row) => [row.personId, deps.sealer.open(row.wrappedKey)]));
}

/** Destroys the keys of these persons. Cannot be undone. */
export async function deletePersonKeys(
  trx: Trx,
  { workspaceId, personIds }: PersonsOf,
): Promise<void> {
  if (personIds.length === 0) return;
  await trx
    .deleteFrom('personKeys')
    .where('workspaceId', '=', workspaceId)
    .where('personId', 'in', [...personIds])
    .execute();
}
