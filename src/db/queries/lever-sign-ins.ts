// Ways to Lever's consent page that were begun, until they are used or too old.

import type { Conn, Trx } from '../connect.ts';

export interface SignIn {
  workspaceId: string;
  /** Lever API the account is reached at. */
  baseUrl: string;
  performAsEmail: string;
  publicUrl: string | null;
  redirectUrl: string;
  actor: string;
}

/** Also forgets those of the workspace that are over. */
export async function addSignIn(
  trx: Trx,
  signIn: SignIn & { stateHash: string; expiresAt: Date; now: Date },
): Promise<void> {
  const { now, ...row } = signIn;
  await trx
    .deleteFrom('leverSignIns')
    .where('workspaceId', '=', row.workspaceId)
    .where('expiresAt', '<', now)
    .execute();
  await trx.insertInto('leverSignIns').values(row).execute();
}

/** Uses it up; undefined where it is unknown, too old or used before. */
export async function takeSignIn(
  conn: Conn,
  key: { stateHash: string; now: Date },
): Promise<SignIn | undefined> {
  return await conn
    .updateTable('leverSignIns')
    .set({ usedAt: key.now })
    .where('stateHash', '=', key.stateHash)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', key.now)
    .returning(['workspaceId', 'baseUrl', 'performAsEmail', 'publicUrl', 'redirectUrl', 'actor'])
    .executeTakeFirst();
}
