// Of whom legal holds let nothing be deleted.

import type { Conn } from '../db/connect.ts';
import { listHeldPersonIds } from '../db/queries/legal-holds.ts';

export interface HeldPeople {
  isAny: boolean;
  /** A row of which nobody can say whose it is stays while there is any hold. */
  holds(personId: string | null): boolean;
}

/** Reads once; a hold placed later counts from the next page on. */
export async function readHeldPeople(conn: Conn, workspaceId: string): Promise<HeldPeople> {
  const { personIds, isEverybody } = await listHeldPersonIds(conn, workspaceId);
  const held = new Set(personIds);
  const isAny = isEverybody || held.size > 0;
  return {
    isAny,
    holds: (personId) => isEverybody || (personId === null ? isAny : held.has(personId)),
  };
}
