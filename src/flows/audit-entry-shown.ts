// One entry of the audit log with the values before and after, opened with the person's key while there is one.

import { InputError } from '../core/input-error.ts';
import { findAuditEntry } from '../db/queries/audit-search.ts';
import type { StoredAuditEntry } from '../db/queries/audit-search.ts';
import { findPersonKeys } from '../db/queries/person-keys.ts';
import type { Deps } from './deps.ts';

export interface ShownAuditEntry extends Omit<StoredAuditEntry, 'sealed' | 'hash'> {
  hash: string;
  /** Values of the person, such as before and after; null where there are none or they were erased. */
  personal: Record<string, unknown> | null;
  /** The values were sealed with a key that is gone. */
  isErased: boolean;
}

/** Throws InputError `not_found` where there is no such entry. */
export async function showAuditEntry(
  deps: Pick<Deps, 'db' | 'sealer'>,
  which: { workspaceId: string; seq: number },
): Promise<ShownAuditEntry> {
  const found = await findAuditEntry(deps.db, which);
  if (found === undefined)
    throw new InputError('not_found', `The audit log has no entry ${which.seq}.`);
  const { sealed, hash, ...entry } = found;
  const shown = { ...entry, hash: Buffer.from(hash).toString('hex') };
  if (sealed === null || found.personId === null)
    return { ...shown, personal: null, isErased: false };
  const { workspaceId } = which;
  const persons = { workspaceId, personIds: [found.personId] };
  const key = (await findPersonKeys(deps.db, deps, persons)).get(found.personId);
  if (key === undefined) return { ...shown, personal: null, isErased: true };
  const text = Buffer.from(deps.sealer.openWith(key, sealed)).toString('utf8');
  return { ...shown, personal: JSON.parse(text) as Record<string, unknown>, isErased: false };
}
