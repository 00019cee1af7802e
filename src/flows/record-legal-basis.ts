// Writes down on which ground somebody is contacted. After an objection only a consent opens the door again.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { ConsentChannel, LegalBasis } from '../core/governance/contact-basis.ts';
import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import type { Trx } from '../db/connect.ts';
import { addLegalBasis, hasObjected } from '../db/queries/consents.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { livePersonOf } from './record-consent.ts';
import type { Recorded } from './record-consent.ts';
import { sealEvidence } from './sealed-evidence.ts';
import type { Evidence } from './sealed-evidence.ts';
import { suppress } from './suppress.ts';

export interface LegalBasisWish {
  workspaceId: string;
  personId: string;
  /** '' is every channel. */
  channel: ConsentChannel | '';
  basis: LegalBasis;
  evidence: Evidence | null;
  actor: string;
}

/** Throws InputError where the person is unknown, or objected and this is no consent. */
export async function recordLegalBasis(deps: Deps, wish: LegalBasisWish): Promise<Recorded> {
  const recorded = await inTransaction(deps.db, async (trx) => {
    const { entries, ...row } = await addBasisToLedger(trx, deps, wish);
    await appendAudit(trx, deps, entries);
    return row;
  });
  deps.wake();
  return recorded;
}

/** Joins the caller's transaction; the caller appends the entries last. An objection stops what runs at once. */
export async function addBasisToLedger(
  trx: Trx,
  deps: Deps,
  wish: LegalBasisWish,
): Promise<Recorded & { entries: AuditEntry[] }> {
  const { workspaceId, channel, basis, evidence, actor } = wish;
  const personId = await livePersonOf(trx, wish);
  const opens = basis !== 'consent' && basis !== 'objected' && basis !== 'none';
  if (opens && (await hasObjected(trx, { workspaceId, personId, channel })))
    throw new InputError(
      'conflict',
      'The person objected. Only a consent given after that allows contact again.',
      'basis',
    );
  const id = deps.ids.next();
  await addLegalBasis(trx, {
    workspaceId,
    id,
    personId,
    firstPersonId: personId,
    channel,
    basis,
    sealedEvidence: await sealEvidence(trx, deps, { workspaceId, personId, evidence }),
    recordedBy: actor,
    recordedAt: deps.clock.now(),
  });
  const subject = { subjectKind: 'legal_basis', subjectId: id, personId };
  const entry = { workspaceId, actor, action: 'legal_basis.recorded', ...subject };
  const stopped =
    basis === 'objected'
      ? await suppress(trx, deps, {
          workspaceId,
          kind: 'person',
          value: personId,
          personId,
          channel,
          cause: 'objection',
          because: 'the person objected to being contacted',
          actor,
        })
      : [];
  return { id, personId, entries: [...stopped, { ...entry, detail: { channel, basis } }] };
}
