// Two people change the same rules: the second one, who looked at an older version, is told instead of overwriting.

import { sql } from 'kysely';
import { InputError } from '../core/input-error.ts';
import type { Trx } from '../db/connect.ts';
import { findRulesHead } from '../db/queries/rules.ts';

/**
 * Joins the transaction that adds the next version, and makes others who change the same rules wait for it. `basedOn` is
 * the version the person looked at; undefined changes whatever stands. Throws InputError saying who was faster.
 */
export async function refuseOutdated(
  trx: Trx,
  change: { workspaceId: string; kind: string; basedOn: number | undefined },
): Promise<void> {
  const { workspaceId, kind, basedOn } = change;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${workspaceId} rules ${kind}`}, 0))`.execute(
    trx,
  );
  if (basedOn === undefined) return;
  const head = await findRulesHead(trx, { workspaceId, kind });
  const version = head?.version ?? 0;
  if (version === basedOn) return;
  const who = head?.changedBy ?? 'Somebody';
  throw new InputError(
    'conflict',
    `${who} put version ${version} in force while you looked at version ${basedOn}. Nothing of yours was saved. Look at what is new, and decide again.`,
    'basedOn',
  );
}
