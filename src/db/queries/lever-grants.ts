// What Lever granted by OAuth, and the claim of the one process that refreshes it.

import type { Conn, Trx } from '../connect.ts';

export interface StoredGrant {
  clientId: string;
  sealedAccessToken: Uint8Array;
  accessExpiresAt: Date;
  sealedRefreshToken: Uint8Array | null;
  scopes: string;
  generation: number;
  refreshedAt: Date;
}

export async function findGrant(conn: Conn, workspaceId: string): Promise<StoredGrant | undefined> {
  return await conn
    .selectFrom('leverGrants')
    .where('workspaceId', '=', workspaceId)
    .select([
      'clientId',
      'sealedAccessToken',
      'accessExpiresAt',
      'sealedRefreshToken',
      'scopes',
      'generation',
      'refreshedAt',
    ])
    .executeTakeFirst();
}

export type GrantToSave = Omit<StoredGrant, 'generation' | 'refreshedAt'> & {
  workspaceId: string;
  now: Date;
};

/** A new grant in the place of any before it; whoever still refreshes that one finds it gone. */
export async function saveGrant(trx: Trx, grant: GrantToSave): Promise<void> {
  const { workspaceId, now, ...tokens } = grant;
  const fresh = { ...tokens, refreshedAt: now, refreshingBy: null, refreshingUntil: null };
  await trx
    .insertInto('leverGrants')
    .values({ workspaceId, ...fresh })
    .onConflict((conflict) =>
      conflict.column('workspaceId').doUpdateSet((row) => ({
        ...fresh,
        generation: row('leverGrants.generation', '+', 1),
      })),
    )
    .execute();
}

export async function removeGrant(trx: Trx, workspaceId: string): Promise<void> {
  await trx.deleteFrom('leverGrants').where('workspaceId', '=', workspaceId).execute();
}

interface RefreshClaim {
  workspaceId: string;
  /** The one that was read; a later one needs no refresh. */
  generation: number;
  by: string;
}

/** True for one caller at a time. */
export async function claimRefresh(
  conn: Conn,
  claim: RefreshClaim & { now: Date; until: Date },
): Promise<boolean> {
  const claimed = await conn
    .updateTable('leverGrants')
    .set({ refreshingBy: claim.by, refreshingUntil: claim.until })
    .where('workspaceId', '=', claim.workspaceId)
    .where('generation', '=', claim.generation)
    .where('sealedRefreshToken', 'is not', null)
    .where((eb) =>
      eb.or([eb('refreshingUntil', 'is', null), eb('refreshingUntil', '<', claim.now)]),
    )
    .executeTakeFirst();
  return claimed.numUpdatedRows > 0n;
}

/**
 * Keeps what a refresh brought; false where there is a newer grant. Also for one whose claim ran out meanwhile: its
 * refresh token is the only one alive.
 */
export async function saveRefreshed(
  trx: Trx,
  refreshed: GrantToSave & { generation: number },
): Promise<boolean> {
  const { workspaceId, generation, now, ...tokens } = refreshed;
  const saved = await trx
    .updateTable('leverGrants')
    .set({
      ...tokens,
      generation: generation + 1,
      refreshedAt: now,
      refreshingBy: null,
      refreshingUntil: null,
    })
    .where('workspaceId', '=', workspaceId)
    .where('generation', '=', generation)
    .executeTakeFirst();
  return saved.numUpdatedRows > 0n;
}

/** The refresh failed: nobody tries before then. */
export async function pauseRefresh(
  conn: Conn,
  claim: RefreshClaim & { until: Date },
): Promise<void> {
  await ownClaim(conn, claim).set({ refreshingUntil: claim.until }).execute();
}

/** Lever refused the refresh token: it is never tried again. False where another process got further. */
export async function buryRefreshToken(trx: Trx, claim: RefreshClaim): Promise<boolean> {
  const buried = await ownClaim(trx, claim)
    .set({ sealedRefreshToken: null, refreshingBy: null, refreshingUntil: null })
    .executeTakeFirst();
  return buried.numUpdatedRows > 0n;
}

function ownClaim(conn: Conn, claim: RefreshClaim) {
  return conn
    .updateTable('leverGrants')
    .where('workspaceId', '=', claim.workspaceId)
    .where('generation', '=', claim.generation)
    .where('refreshingBy', '=', claim.by);
}
