// Asks for a person to be erased: from here on nobody writes to them, and nothing new about them goes to Lever.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { InputError } from '../core/input-error.ts';
import type { Trx } from '../db/connect.ts';
import { addErasure, findErasureOfPerson } from '../db/queries/erasures.ts';
import type { Erasure, ErasureCause } from '../db/queries/erasures.ts';
import { freezeField } from '../db/queries/frozen-fields.ts';
import { listLegalHoldsOn } from '../db/queries/legal-holds.ts';
import { findLiveRoot, listIdentifiersOf, loadScope } from '../db/queries/personal-scope.ts';
import type { KnownIdentifier, PersonalScope } from '../db/queries/personal-scope.ts';
import { lockPersons } from '../db/queries/persons.ts';
import type { SuppressionKind } from '../db/queries/suppressions.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWork } from '../engine/work.ts';
import type { Deps } from './deps.ts';
import { suppress } from './suppress.ts';

export const erasureWorkKind = 'erasure';
const becauseMax = 1_000;

export interface ErasureWish {
  workspaceId: string;
  /** Of a merged person: whoever that is now is erased. */
  personId: string;
  cause: ErasureCause;
  /** Kept for ever, so without values of the person. */
  because: string;
  actor: string;
  /** When it begins; at once where left out. */
  dueAt?: Date;
}

export type ErasureAsked =
  | { isAccepted: true; erasureId: string; isNew: boolean; entries: AuditEntry[] }
  /** The entries belong into the log all the same. */
  | { isAccepted: false; because: string; entries: AuditEntry[] };

/** Joins the caller's transaction. Asking again changes nothing. The caller appends the entries last, and wakes. */
export async function requestErasure(
  trx: Trx,
  deps: Deps,
  wish: ErasureWish,
): Promise<ErasureAsked> {
  const { workspaceId, cause, because, actor } = wish;
  const root = await findLiveRoot(trx, wish);
  if (root === undefined)
    throw new InputError('not_found', 'There is no such person. Look them up by address first.');
  const personId = root.id;
  await lockPersons(trx, { workspaceId, personIds: [personId] });
  const known = await findErasureOfPerson(trx, { workspaceId, personId });
  if (known !== undefined)
    return { isAccepted: true, erasureId: known.id, isNew: false, entries: [] };
  const scope = await loadScope(trx, { workspaceId, personId });
  refuseBadReason(because, scope);
  const holds = await listLegalHoldsOn(trx, scope);
  const subject = { workspaceId, actor, subjectKind: 'person', subjectId: personId, personId };
  if (holds.length > 0) {
    const held = 'A legal hold keeps everything about this person; release it first.';
    const detail = { cause, legalHoldIds: holds.map((hold) => hold.id) };
    const entries = [{ ...subject, action: 'erasure.refused', detail }];
    return { isAccepted: false, because: held, entries };
  }
  const erasureId = deps.ids.next();
  const now = deps.clock.now();
  await addErasure(trx, {
    workspaceId,
    id: erasureId,
    personId,
    cause,
    because,
    requestedBy: actor,
    requestedAt: now,
  });
  for (const recordId of scope.recordIds) {
    const field = { recordId, field: 'opportunity', cause: 'by_hand' as const };
    await freezeField(trx, {
      workspaceId,
      ...field,
      because: 'the person is erased',
      frozenAt: now,
    });
  }
  const silenced = await silence(trx, deps, { wish, personId, scope });
  await requestWork(trx, {
    workspaceId,
    kind: erasureWorkKind,
    subjectId: erasureId,
    queueKey: `erasure:${workspaceId}`,
    lane: lanes.safety,
    dueAt: wish.dueAt ?? now,
    because: 'a person is to be erased',
  });
  const asked = { ...subject, action: 'erasure.requested', detail: { erasureId, cause, because } };
  return { isAccepted: true, erasureId, isNew: true, entries: [asked, ...silenced] };
}

const suppressedAs: Readonly<Partial<Record<KnownIdentifier['kind'], SuppressionKind>>> = {
  email: 'address',
  phone: 'phone',
  profile_url: 'profile_url',
};

/** No message leaves any more, to the person or to any address of theirs. */
async function silence(
  trx: Trx,
  deps: Deps,
  given: { wish: ErasureWish; personId: string; scope: PersonalScope },
): Promise<AuditEntry[]> {
  const { wish, personId, scope } = given;
  const { workspaceId, actor } = wish;
  const of = {
    workspaceId,
    personId,
    cause: 'erasure' as const,
    because: 'the person was erased',
    actor,
  };
  const entries = await suppress(trx, deps, { ...of, kind: 'person', value: personId });
  for (const { kind, value } of await listIdentifiersOf(trx, scope)) {
    const as = suppressedAs[kind];
    if (as !== undefined)
      entries.push(...(await suppressValue(trx, deps, { ...of, kind: as, value })));
  }
  return entries;
}

/** What was once a key and is none by today's rules is no address that could be written to. */
async function suppressValue(
  trx: Trx,
  deps: Deps,
  wish: Parameters<typeof suppress>[2],
): Promise<AuditEntry[]> {
  try {
    return await suppress(trx, deps, wish);
  } catch (error) {
    if (error instanceof InputError && error.code === 'invalid') return [];
    throw error;
  }
}

function refuseBadReason(because: string, scope: PersonalScope): void {
  if (because.trim() === '' || because.length > becauseMax)
    throw new InputError('invalid', `Say why, in at most ${becauseMax} characters.`, 'because');
  const said = because.toLowerCase();
  if (scope.needles.some((needle) => said.includes(needle.toLowerCase())))
    throw new InputError(
      'invalid',
      'The reason is kept for ever, so it must not name the person. Refer to the request instead.',
      'because',
    );
}

/** Where the erasure stands, for whoever asked. */
export function erasureView(erasure: Erasure) {
  const { id, personId, cause, because, state, requestedBy, requestedAt } = erasure;
  const { erasedAt, finishedAt, counts } = erasure;
  return {
    id,
    personId,
    cause,
    because,
    state,
    requestedBy,
    requestedAt,
    erasedAt,
    finishedAt,
    counts: counts as Record<string, number>,
  };
}
