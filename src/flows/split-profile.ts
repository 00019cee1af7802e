// A human says that a profile was put to the wrong person: it becomes a person of its own, and stays apart.

import { InputError } from '../core/input-error.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { canonicalPerson } from '../core/people/canonical.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import {
  alignKeys,
  listTouchesSince,
  moveCandidaciesWithProfiles,
  moveEnrollmentsWithTouches,
  moveProfilesTo,
  moveTouchesTo,
} from '../db/queries/merge-undo.ts';
import { findMembership } from '../db/queries/merges.ts';
import { findHolders } from '../db/queries/identifiers.ts';
import { keysOfTouch } from '../core/people/identifiers.ts';
import { loadProfiles, loadTouches } from '../db/queries/pending-intake.ts';
import { insertPersons, lockPersons } from '../db/queries/persons.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { recomputePersons } from './merge-persons.ts';
import { noticePerson } from './notice-person.ts';
import { keepApart } from './undo-merge.ts';

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
  const done = await inTransaction(deps.db, (trx) => splitWithin(trx, deps, split));
  deps.wake();
  return done;
}

async function splitWithin(
  trx: Trx,
  deps: Deps,
  split: ProfileToSplit,
): Promise<{ personId: string; fromId: string }> {
  const { workspaceId, profileId, actor } = split;
  const membership = await findMembership(trx, { workspaceId, profileId });
  if (membership === undefined)
    throw new InputError('not_found', 'There is no such profile.', 'profileId');
  const { personId: fromId } = membership;
  await lockPersons(trx, { workspaceId, personIds: [fromId] });
  const again = await findMembership(trx, { workspaceId, profileId });
  if (again?.personId !== fromId) {
    throw new InputError('conflict', 'The person was just merged; try once more.', 'profileId');
  }
  if (again.memberCount < 2) {
    throw new InputError('invalid', 'It is the only profile of its person.', 'profileId');
  }
  const [profile] = await loadProfiles(trx, { workspaceId, ids: [profileId] });
  if (profile === undefined)
    throw new InputError('not_found', 'There is no such profile.', 'profileId');
  const defaultRegion = await findDefaultRegion(trx, workspaceId);
  const personId = deps.ids.next();
  const canonical = canonicalPerson([{ id: profileId, profile: profile.payload }], defaultRegion);
  await insertPersons(trx, {
    workspaceId,
    now: deps.clock.now(),
    persons: [{ id: personId, canonical }],
  });
  const sides = { workspaceId, fromId, toId: personId };
  await moveProfilesTo(trx, { ...sides, profileIds: [profileId] });
  await alignKeys(trx, { workspaceId, personIds: [fromId] });
  await moveCandidaciesWithProfiles(trx, { ...sides, profileIds: [profileId] });
  const touchIds = await touchesOfOwnKeys(trx, { ...sides, defaultRegion });
  await moveTouchesTo(trx, { ...sides, touchIds });
  await moveEnrollmentsWithTouches(trx, sides);
  const personIds = [fromId, personId];
  await recomputePersons(trx, deps, { workspaceId, defaultRegion, personIds });
  await keepApart(trx, deps, { workspaceId, actor, personIds });
  const entry: AuditEntry = {
    workspaceId,
    actor,
    action: 'profile.split',
    subjectKind: 'profile',
    subjectId: profileId,
    personId,
    detail: { fromPersonId: fromId, touches: touchIds.length },
  };
  const because = 'a profile was taken out of a person';
  const noticed = await noticePerson(trx, deps, { workspaceId, personIds, because, lane: 2 });
  await appendAudit(trx, deps, [entry, ...noticed]);
  return { personId, fromId };
}

const sinceEver = new Date(0);

async function touchesOfOwnKeys(
  trx: Trx,
  sides: { workspaceId: string; fromId: string; toId: string; defaultRegion: string },
): Promise<string[]> {
  const { workspaceId, fromId, toId } = sides;
  const ids = await listTouchesSince(trx, { workspaceId, personId: fromId, since: sinceEver });
  const touches = (await loadTouches(trx, { workspaceId, ids })).map(({ id, payload }) => ({
    id,
    keys: keysOfTouch(payload, sides.defaultRegion),
  }));
  const holders = await findHolders(trx, {
    workspaceId,
    identifiers: touches.flatMap(({ keys }) => keys),
  });
  const holds = (personId: string, key: { kind: string; value: string }): boolean =>
    holders.some(
      (one) => one.personId === personId && one.kind === key.kind && one.value === key.value,
    );
  return touches
    .filter(
      ({ keys }) => keys.some((key) => holds(toId, key)) && !keys.some((key) => holds(fromId, key)),
    )
    .map(({ id }) => id);
}
