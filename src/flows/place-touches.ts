// Finds whose the touches are; those of nobody known wait under their keys until a profile brings one.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { keysOfTouch } from '../core/people/identifiers.ts';
import type { Identifier, IdentifierKind } from '../core/people/person.ts';
import type { Trx } from '../db/connect.ts';
import { findHolders } from '../db/queries/identifiers.ts';
import { loadTouches } from '../db/queries/pending-intake.ts';
import type { LoadedTouch } from '../db/queries/pending-intake.ts';
import { insertCandidacies, lockPersons } from '../db/queries/persons.ts';
import {
  assignTouches,
  insertWaitingTouches,
  takeWaitingTouches,
} from '../db/queries/waiting-touches.ts';
import { applyTouch } from './apply-touch.ts';
import type { Deps } from './deps.ts';
import { PeopleMoved } from './identify-trouble.ts';

export interface TouchesToPlace {
  workspaceId: string;
  defaultRegion: string;
  touches: readonly { touch: LoadedTouch; keys: Identifier[] }[];
  /** Keys that came to be known in this transaction: what waits under them is placed too. */
  newIdentifiers: readonly Identifier[];
}

/** Joins the caller's transaction, which holds the locks of all keys. */
export async function placeTouches(
  trx: Trx,
  deps: Deps,
  input: TouchesToPlace,
): Promise<{ personIds: string[]; entries: AuditEntry[] }> {
  const { workspaceId } = input;
  const wokenIds = await takeWaitingTouches(trx, {
    workspaceId,
    identifiers: input.newIdentifiers,
  });
  const woken = (await loadTouches(trx, { workspaceId, ids: wokenIds })).map((touch) => ({
    touch,
    keys: keysOfTouch(touch.payload, input.defaultRegion),
  }));
  const all = [...input.touches, ...woken].filter(({ touch }) => touch.personId === null);
  if (all.length === 0) return { personIds: [], entries: [] };
  const holders = await findHolders(trx, {
    workspaceId,
    identifiers: all.flatMap(({ keys }) => keys),
  });
  const holdersByKey = Map.groupBy(holders, ({ kind, value }) => `${kind}:${value}`);
  const placed: { touch: LoadedTouch; personId: string }[] = [];
  const waiting: { touchId: string; keys: Identifier[] }[] = [];
  for (const { touch, keys } of all) {
    const personId = ownerOf(keys, (key) =>
      (holdersByKey.get(`${key.kind}:${key.value}`) ?? []).map((holder) => holder.personId),
    );
    if (personId === null) waiting.push({ touchId: touch.id, keys });
    else placed.push({ touch, personId });
  }
  await insertWaitingTouches(trx, { workspaceId, waiting });
  const personIds = [...new Set(placed.map(({ personId }) => personId))];
  const locked = await lockPersons(trx, { workspaceId, personIds });
  if (locked.some((person) => !person.isLive)) throw new PeopleMoved();
  return applyPlaced(trx, deps, { workspaceId, placed });
}

async function applyPlaced(
  trx: Trx,
  deps: Deps,
  input: { workspaceId: string; placed: { touch: LoadedTouch; personId: string }[] },
): Promise<{ personIds: string[]; entries: AuditEntry[] }> {
  const { workspaceId } = input;
  const placed = input.placed.toSorted(
    (one, other) => one.touch.occurredAt.getTime() - other.touch.occurredAt.getTime(),
  );
  await assignTouches(trx, {
    workspaceId,
    placed: placed.map(({ touch, personId }) => ({ touchId: touch.id, personId })),
  });
  await insertCandidacies(trx, {
    workspaceId,
    now: deps.clock.now(),
    candidacies: placed.flatMap(({ touch, personId }) =>
      touch.jobId === null ? [] : [{ personId, jobId: touch.jobId, profileId: null }],
    ),
  });
  const entries: AuditEntry[] = [];
  for (const { touch, personId } of placed) {
    const applied = { workspaceId, touchId: touch.id, personId, received: touch.payload };
    entries.push(...(await applyTouch(trx, deps, applied)));
  }
  return { personIds: [...new Set(placed.map(({ personId }) => personId))], entries };
}

const weight: Record<IdentifierKind, number> = {
  external_id: 8,
  profile_url: 4,
  email: 4,
  phone: 1,
};

// A key held by several people is weak evidence; the person most keys speak for gets the touch.
function ownerOf(
  keys: readonly Identifier[],
  holdersOf: (key: Identifier) => string[],
): string | null {
  const votes = new Map<string, number>();
  for (const key of keys) {
    const holders = holdersOf(key);
    for (const personId of holders) {
      votes.set(personId, (votes.get(personId) ?? 0) + weight[key.kind] / holders.length);
    }
  }
  const [best] = [...votes.entries()].toSorted(
    ([oneId, one], [otherId, other]) => other - one || (oneId < otherId ? -1 : 1),
  );
  return best?.[0] ?? null;
}
