// Takes out profiles and touches that nobody may keep: they belong to nobody yet, so nothing hangs on them.

import { sql } from 'kysely';
import type { Trx } from '../connect.ts';

/** Resumes go too, unless another profile has the same. */
export async function deleteLateItems(
  trx: Trx,
  items: { workspaceId: string; profileIds: readonly string[]; touchIds: readonly string[] },
): Promise<void> {
  const { workspaceId } = items;
  const profileIds = [...items.profileIds];
  const touchIds = [...items.touchIds];
  if (profileIds.length > 0) {
    await sql`
      with gone as (
        delete from profiles where workspace_id = ${workspaceId} and id = any(${profileIds}::uuid[])
        returning payload->'resume'->>'contentHash' as hash)
      delete from files f using gone
      where f.workspace_id = ${workspaceId} and f.content_hash = decode(gone.hash, 'hex')
        and not exists (
          select from profiles p where p.workspace_id = ${workspaceId} and p.id <> all(${profileIds}::uuid[])
            and p.payload->'resume'->>'contentHash' = gone.hash)`.execute(trx);
  }
  if (touchIds.length > 0) {
    await sql`
      delete from unmatched_touches
      where workspace_id = ${workspaceId} and touch_id = any(${touchIds}::uuid[])`.execute(trx);
    await sql`
      delete from touches where workspace_id = ${workspaceId} and id = any(${touchIds}::uuid[])`.execute(
      trx,
    );
  }
}
