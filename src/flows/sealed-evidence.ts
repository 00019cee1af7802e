// What a consent or a legal basis rests on, sealed for the person it is about.

import type { Conn, Trx } from '../db/connect.ts';
import { ensurePersonKeys, findPersonKeys } from '../db/queries/person-keys.ts';
import type { Deps } from './deps.ts';

export interface Evidence {
  /** The text that was shown or said. */
  text: string;
  /** Where: a page, a form, a mail, a telephone call. */
  where?: string | undefined;
}

/** Null where nothing was given, or the person was erased: nothing is kept readably. */
export async function sealEvidence(
  trx: Trx,
  deps: Pick<Deps, 'sealer' | 'clock'>,
  of: { workspaceId: string; personId: string; evidence: Evidence | null },
): Promise<Uint8Array | null> {
  const { workspaceId, personId, evidence } = of;
  if (evidence === null) return null;
  const keys = await ensurePersonKeys(trx, deps, { workspaceId, personIds: [personId] });
  const key = keys.get(personId);
  if (key === undefined) return null;
  return deps.sealer.sealWith(key, Buffer.from(JSON.stringify(evidence)));
}

/** Opens many rows with one read of the keys; null where nothing is kept any more. */
export async function openEvidence<
  Row extends { firstPersonId: string; sealedEvidence: Uint8Array | null },
>(
  conn: Conn,
  deps: Pick<Deps, 'sealer'>,
  of: { workspaceId: string; rows: readonly Row[] },
): Promise<(Evidence | null)[]> {
  const { workspaceId, rows } = of;
  const personIds = rows.map((row) => row.firstPersonId);
  const keys = await findPersonKeys(conn, deps, { workspaceId, personIds });
  return rows.map(({ firstPersonId, sealedEvidence }) => {
    const key = keys.get(firstPersonId);
    if (sealedEvidence === null || key === undefined) return null;
    const text = Buffer.from(deps.sealer.openWith(key, sealedEvidence)).toString('utf8');
    return JSON.parse(text) as Evidence;
  });
}
