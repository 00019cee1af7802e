// How old the reading of one kind of the account's catalog is.

import type { Conn } from '../connect.ts';
import type { CatalogKind } from './lever-catalog.ts';

/** When the kind was last read, or null where it never was or has no rows. */
export async function findCatalogReadAt(
  conn: Conn,
  key: { workspaceId: string; kind: CatalogKind },
): Promise<Date | null> {
  const row = await conn
    .selectFrom('leverCatalog')
    .where('workspaceId', '=', key.workspaceId)
    .where('kind', '=', key.kind)
    .select((eb) => eb.fn.max('readAt').as('readAt'))
    .executeTakeFirst();
  return row?.readAt ?? null;
}
