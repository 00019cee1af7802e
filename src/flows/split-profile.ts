// A human says that a profile was put to the wrong person: it becomes a person of its own, and stays apart.

import { InputError } from '../core/input-error.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { canonicalPerson } from '../core/people/canonical.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { divideHolds } from '../db/queries/merge-undo.ts';
import { alignWithRecords, findMembership } from '../db/queries/merges.ts';
import {
  alignKeys,
  ensureCandidacies,
  moveCandidaciesWithItems,
  moveEnrollmentsWithTouches,
  moveProfilesTo,
} from '../db/queries/move-items.ts';
import { loadProfiles } from '../db/queries/pending-intake.ts';
import { insertPersons, lockPersons } from '../db/queries/persons.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import type { Deps } from './deps.ts';
import { holdDivided } from './hold-divided.ts';
import { inTransaction } from './in-transaction.ts';
import { keepApart } from './keep-apart.ts';
import { recomputePersons } from './merge-persons.ts';
import { noticePerson } from './notice-person.ts';
import { moveOwnTouches } from './own-touches.ts';

export interface ProfileToSplit {
  workspaceId: string;
  profileId: string;
  actor: string;
}

/** Touches that only the profile's own keys explain go with it. Refused where it is the person's only profile. */
export async function splitProfile(
  deps: Deps,
  split: ProfileToSplit,
): Promise<{ personId: string; fromId: string }> {
  const done = await inTransaction(deps.db, async (trx) => {
    const { workspaceId, profileId, actor } = split;
    const fromId = await lockOwner(trx, split);
    const taken = { workspaceId, fromId, profileIds: [profileId], actor };
    const { personId, entries } = await takeProfilesOut(trx, deps, taken);
    await keepApart(trx, deps, { workspaceId, actor, personIds: [fromId, personId] });
    await appendAudit(trx, deps, entries);
    return { personId, fromId };
  });
  deps.wake();
  return done;
}

async function lockOwner(trx: Trx, split: ProfileToSplit): Promise<string> {
  const { workspaceId, profileId } = split;
  const membership = await findMembership(trx, { workspaceId, profileId });
  if (membership === undefined)
    throw new InputError('not_found', 'There is no such profile.', 'profileId');
  const { personId } = membership;
  await lockPersons(trx, { workspaceId, personIds: [personId] });
  const again = await findMembership(trx, { workspaceId, profileId });
  if (again?.personId !== personId) {
    throw new InputError('conflict', 'The person was just merged; try once more.', 'profileId');
  }
  if (again.memberCount < 2) {
    throw new InputError('invalid', 'It is the only profile of its person.', 'profileId');
  }
  return personId;
}

export interface ProfilesToTakeOut {
  workspaceId: string;
  fromId: string;
  /** Not all that the person has. */
  profileIds: readonly string[];
  actor: string;
}

/** Joins the caller's transaction, which holds the lock of the person; the caller appends the entries last. */
export async function takeProfilesOut(
  trx: Trx,
  deps: Deps,
  split: ProfilesToTakeOut,
): Promise<{ personId: string; entries: AuditEntry[] }> {
  const { workspaceId, fromId, profileIds } = split;
  const profiles = await loadProfiles(trx, { workspaceId, ids: profileIds });
  if (profiles.length === 0)
    throw new InputError('not_found', 'There is no such profile.', 'profileId');
  const defaultRegion = await findDefaultRegion(trx, workspaceId);
  const personId = deps.ids.next();
  const now = deps.clock.now();
  const newId = (): string => deps.ids.next();
  const members = profiles.map(({ id, payload }) => ({ id, profile: payload }));
  const canonical = canonicalPerson(members, defaultRegion);
  await insertPersons(trx, { workspaceId, now, persons: [{ id: personId, canonical }] });
  const sides = { workspaceId, fromId, toId: personId };
  const personIds = [fromId, personId];
  await moveProfilesTo(trx, { ...sides, profileIds });
  await alignKeys(trx, { workspaceId, personIds: [fromId] });
  const touches = await moveOwnTouches(trx, { ...sides, defaultRegion });
  await moveEnrollmentsWithTouches(trx, { ...sides, newId });
  await moveCandidaciesWithItems(trx, sides);
  await ensureCandidacies(trx, { workspaceId, personIds, now });
  await alignWithRecords(trx, { workspaceId, personIds });
  // Nobody knows whom a hold meant, so it holds both.
  const ever = { since: new Date(0), outsideIds: [], steps: [] };
  const divided = { workspaceId, holderId: fromId, restoredId: personId };
  const copyIds = await divideHolds(trx, { ...divided, newId, ...ever });
  await recomputePersons(trx, deps, { workspaceId, defaultRegion, personIds });
  const held = await holdDivided(trx, deps, { ...divided, copyIds, actor: split.actor });
  const because = 'profiles were taken out of a person';
  const noticed = await noticePerson(trx, deps, { workspaceId, personIds, because, lane: 2 });
  const taken = profileIds.map((profileId): AuditEntry => ({
    workspaceId,
    actor: split.actor,
    action: 'profile.split',
    subjectKind: 'profile',
    subjectId: profileId,
    personId,
    detail: { fromPersonId: fromId, touches },
  }));
  return { personId, entries: [...taken, ...held, ...noticed] };
}
