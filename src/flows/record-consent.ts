// Writes down that somebody gave a consent or took it back. The ledger only grows; the newest word on a channel counts.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type {
  ConsentBasis,
  ConsentChannel,
  ConsentKind,
} from '../core/governance/contact-basis.ts';
import { InputError } from '../core/input-error.ts';
import { normaliseEmail } from '../core/people/email.ts';
import { normalisePhone } from '../core/people/phone.ts';
import type { Conn, Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { addConsent } from '../db/queries/consents.ts';
import { isPersonErased } from '../db/queries/erasures.ts';
import { findLivePerson } from '../db/queries/merges.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import type { Deps } from './deps.ts';
import { hashKeyOf, keyedHash } from './hash-key.ts';
import { inTransaction } from './in-transaction.ts';
import { sealEvidence } from './sealed-evidence.ts';
import type { Evidence } from './sealed-evidence.ts';

export interface ConsentWish {
  workspaceId: string;
  personId: string;
  channel: ConsentChannel;
  kind: ConsentKind;
  basis: ConsentBasis;
  /** The address or number it was given for, kept as a keyed hash. */
  address?: string | undefined;
  evidence: Evidence;
  givenAt: Date;
  expiresAt: Date | null;
  actor: string;
}

export interface Recorded {
  id: string;
  personId: string;
}

/** Throws InputError where it is from the future, over before it began, or about nobody. */
export async function recordConsent(deps: Deps, wish: ConsentWish): Promise<Recorded> {
  const recorded = await inTransaction(deps.db, async (trx) => {
    const { entries, ...row } = await addToLedger(trx, deps, wish);
    await appendAudit(trx, deps, entries);
    return row;
  });
  deps.wake();
  return recorded;
}

/** Joins the caller's transaction; the caller appends the entries last. */
export async function addToLedger(
  trx: Trx,
  deps: Deps,
  wish: ConsentWish,
): Promise<Recorded & { entries: AuditEntry[] }> {
  const { workspaceId, channel, kind, basis, evidence, givenAt, expiresAt, actor } = wish;
  const now = deps.clock.now();
  if (givenAt > now)
    throw new InputError('invalid', 'A consent cannot come from the future.', 'givenAt');
  if (expiresAt !== null && expiresAt <= givenAt)
    throw new InputError('invalid', 'It must run out after it was given.', 'expiresAt');
  if (evidence.text.trim() === '')
    throw new InputError('invalid', 'Say what was agreed to, in the words shown.', 'evidence');
  const personId = await livePersonOf(trx, wish);
  const id = deps.ids.next();
  await addConsent(trx, {
    workspaceId,
    id,
    personId,
    firstPersonId: personId,
    channel,
    kind,
    basis,
    addressHash: await hashOfAddress(trx, deps, wish),
    sealedEvidence: await sealEvidence(trx, deps, { workspaceId, personId, evidence }),
    givenAt,
    expiresAt,
    recordedBy: actor,
    recordedAt: now,
  });
  const subject = { subjectKind: 'consent', subjectId: id, personId };
  const detail = { channel, basis, givenAt, expiresAt };
  return {
    id,
    personId,
    entries: [{ workspaceId, actor, action: `consent.${kind}`, ...subject, detail }],
  };
}

/** Whoever that is now; throws InputError where there is nobody, or nobody any more. */
export async function livePersonOf(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<string> {
  const { workspaceId } = key;
  const personId = await findLivePerson(conn, key);
  if (personId === undefined || (await isPersonErased(conn, { workspaceId, personId })))
    throw new InputError('not_found', 'There is no such person.', 'personId');
  return personId;
}

async function hashOfAddress(
  trx: Trx,
  deps: Deps,
  { workspaceId, channel, address }: ConsentWish,
): Promise<Buffer | null> {
  if (address === undefined) return null;
  const isPhone = channel === 'sms' || channel === 'call';
  const region = await findDefaultRegion(trx, workspaceId);
  const value = isPhone ? normalisePhone(address, region)?.value : normaliseEmail(address)?.value;
  if (value === undefined)
    throw new InputError('invalid', 'This is no address of that channel.', 'address');
  const key = await hashKeyOf(trx, deps, workspaceId);
  return keyedHash(key, isPhone ? 'phone' : 'address', value);
}
