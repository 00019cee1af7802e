// Profiles that joined two people while they were one: each goes with the side it shares keys with, else with the
// side it is more like.

import { compareTraits } from '../core/people/compare.ts';
import { frequenciesOf } from '../core/people/frequencies.ts';
import { keysOfProfile } from '../core/people/identifiers.ts';
import type { Identifier } from '../core/people/person.ts';
import { defaultModel } from '../core/people/match-model.ts';
import { scoreComparison } from '../core/people/score.ts';
import { traitsOfProfile, uniteTraits } from '../core/people/traits.ts';
import type { Traits } from '../core/people/traits.ts';
import type { Trx } from '../db/connect.ts';
import { listJoinedSince } from '../db/queries/merge-undo.ts';
import type { SinceMerge } from '../db/queries/merge-undo.ts';
import { findKeysOfOthers, moveProfilesTo } from '../db/queries/move-items.ts';
import { loadProfiles } from '../db/queries/pending-intake.ts';
import { loadMembers } from '../db/queries/persons.ts';
import { membersConsideredMax } from './merge-persons.ts';

interface LaterProfile {
  id: string;
  keys: string[];
  identifiers: Identifier[];
  traits: Traits;
}

const slice = 500;

/** Moves those of the restored side there; returns their ids. */
export async function moveLaterProfiles(
  trx: Trx,
  merge: SinceMerge & { restoredId: string; defaultRegion: string },
): Promise<string[]> {
  const { workspaceId, holderId, restoredId } = merge;
  const joinedIds = await listJoinedSince(trx, merge);
  if (joinedIds.length === 0) return [];
  const later = await describe(trx, merge, joinedIds);
  const theirs = await divide(trx, merge, later);
  await moveProfilesTo(trx, {
    workspaceId,
    fromId: holderId,
    toId: restoredId,
    profileIds: theirs,
  });
  return theirs;
}

async function describe(
  trx: Trx,
  given: { workspaceId: string; defaultRegion: string },
  ids: readonly string[],
): Promise<LaterProfile[]> {
  const { workspaceId, defaultRegion } = given;
  const described: LaterProfile[] = [];
  for (let start = 0; start < ids.length; start += slice) {
    const loaded = await loadProfiles(trx, { workspaceId, ids: ids.slice(start, start + slice) });
    for (const { id, payload } of loaded) {
      const keys = keysOfProfile(payload, defaultRegion);
      described.push({
        id,
        keys: keys.identifiers.map(keyText),
        identifiers: keys.identifiers,
        traits: traitsOfProfile(payload, keys),
      });
    }
  }
  return described.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

// A key that a decided profile brings decides the next one: so a chain of hits stays together.
async function divide(
  trx: Trx,
  merge: SinceMerge & { restoredId: string; defaultRegion: string },
  later: readonly LaterProfile[],
): Promise<string[]> {
  const { workspaceId, holderId, restoredId } = merge;
  const known = await findKeysOfOthers(trx, {
    workspaceId,
    personIds: [holderId, restoredId],
    identifiers: later.flatMap(({ identifiers }) => identifiers),
    exceptProfileIds: later.map(({ id }) => id),
  });
  const keysOf = (personId: string): Set<string> =>
    new Set(known.filter((key) => key.personId === personId).map(keyText));
  const sides = { theirs: keysOf(restoredId), staying: keysOf(holderId) };
  const theirs: string[] = [];
  const decideBy = (open: readonly LaterProfile[]): LaterProfile[] => {
    const left: LaterProfile[] = [];
    for (const profile of open) {
      const mine = shared(profile, sides.theirs);
      const others = shared(profile, sides.staying);
      if (mine === others) {
        left.push(profile);
        continue;
      }
      if (mine > others) theirs.push(profile.id);
      for (const key of profile.keys) (mine > others ? sides.theirs : sides.staying).add(key);
    }
    return left.length === open.length ? left : decideBy(left);
  };
  const left = decideBy(later);
  if (left.length === 0) return theirs;
  const traits = await traitsOfSides(trx, merge, new Set(later.map(({ id }) => id)));
  const isLikeThem = (profile: LaterProfile): boolean =>
    bits(profile.traits, traits.restored) > bits(profile.traits, traits.staying);
  return [...theirs, ...left.filter(isLikeThem).map(({ id }) => id)];
}

function shared(profile: LaterProfile, keys: ReadonlySet<string>): number {
  return profile.keys.filter((key) => keys.has(key)).length;
}

async function traitsOfSides(
  trx: Trx,
  merge: SinceMerge & { restoredId: string; defaultRegion: string },
  laterIds: ReadonlySet<string>,
): Promise<{ restored: Traits; staying: Traits }> {
  const { workspaceId, holderId, restoredId, defaultRegion } = merge;
  const personIds = [holderId, restoredId];
  const members = await loadMembers(trx, { workspaceId, personIds, limit: membersConsideredMax });
  const traitsOf = (personId: string): Traits =>
    uniteTraits(
      members
        .filter((member) => member.personId === personId && !laterIds.has(member.id))
        .map(({ profile }) => traitsOfProfile(profile, keysOfProfile(profile, defaultRegion))),
    );
  return { restored: traitsOf(restoredId), staying: traitsOf(holderId) };
}

function bits(one: Traits, other: Traits): number {
  const context = { frequencies: frequenciesOf([]), namesUsing: () => 1 };
  return scoreComparison(compareTraits(one, other), defaultModel, context).bits;
}

function keyText({ kind, value }: { kind: string; value: string }): string {
  return `${kind}:${value}`;
}
