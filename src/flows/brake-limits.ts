// The limits of the mass-update brake in force.

import { defaultBrakeLimits, type BrakeLimits } from '../core/sync/brake.ts';
import type { Conn } from '../db/connect.ts';
import { findRules } from '../db/queries/rules.ts';

/** What an admin set, else what Fulcrum ships with. */
export async function getBrakeLimits(conn: Conn, workspaceId: string): Promise<BrakeLimits> {
  const rules = await findRules<BrakeLimits>(conn, { workspaceId, kind: 'brake' });
  return rules?.body ?? defaultBrakeLimits;
}
