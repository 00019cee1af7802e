// One batch of profiles and touches of one workspace, inside the caller's transaction: profiles first, so that a
// touch that came with its profile finds its person.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { blockingKeys, keyHash } from '../core/people/blocking.ts';
import { bucketOf } from '../core/people/buckets.ts';
import { keysOfProfile, keysOfTouch } from '../core/people/identifiers.ts';
import type { ProfileKeys } from '../core/people/identifiers.ts';
import type { Identifier } from '../core/people/person.ts';
import { traitsOfProfile } from '../core/people/traits.ts';
import type { Traits } from '../core/people/traits.ts';
import type { Trx } from '../db/connect.ts';
import { lockBuckets } from '../db/queries/identifiers.ts';
import { loadProfiles, loadTouches } from '../db/queries/pending-intake.ts';
import type { LoadedProfile, LoadedTouch, PendingItem } from '../db/queries/pending-intake.ts';
import type { Deps } from './deps.ts';
import { identifyProfiles } from './identify-profiles.ts';
import { CannotIdentify } from './identify-trouble.ts';
import { holdOutreach } from './hold-outreach.ts';
import { noticePerson } from './notice-person.ts';
import { placeTouches } from './place-touches.ts';
import { refuseErased } from './erase-late-items.ts';

export interface ProfileToPlace {
  profile: LoadedProfile;
  keys: ProfileKeys;
  traits: Traits;
  /** Hashes of the keys under which it may meet others. */
  matchKeys: number[];
  buckets: number[];
}

export interface TouchToPlace {
  touch: LoadedTouch;
  keys: Identifier[];
}

export interface ItemsToIdentify {
  workspaceId: string;
  defaultRegion: string;
  items: readonly PendingItem[];
}

export interface UnusableItem {
  position: number;
  /** For the operator, without personal values. */
  because: string;
}

const lanes = { interactive: 2, backfill: 5 } as const;

/** Throws PeopleMoved where the whole should be done again; items that can never be used come back named. */
export async function identifyItems(
  trx: Trx,
  deps: Deps,
  input: ItemsToIdentify,
): Promise<{ entries: AuditEntry[]; unusable: UnusableItem[] }> {
  const { workspaceId, defaultRegion } = input;
  const prepared = await prepare(trx, input);
  const { unusable } = prepared;
  await lockBuckets(trx, { workspaceId, buckets: bucketsOf(prepared.profiles, prepared.touches) });
  const { profiles, touches, refused } = await refuseErased(trx, deps, {
    workspaceId,
    ...prepared,
  });
  const identified = await identifyProfiles(trx, deps, { workspaceId, defaultRegion, profiles });
  const placed = await placeTouches(trx, deps, {
    workspaceId,
    touches,
    newIdentifiers: identified.newIdentifiers,
    defaultRegion,
  });
  const entries = [...refused, ...identified.entries, ...placed.entries];
  for (const personId of identified.optedOutIds) {
    const hold = { workspaceId, personId, effect: 'stop', cause: 'opt_out' } as const;
    const because = 'the source says this person asked not to be contacted';
    entries.push(...(await holdOutreach(trx, deps, { ...hold, because })));
  }
  entries.push(...(await notice(trx, deps, { workspaceId, identified, placed, profiles })));
  return { entries, unusable };
}

interface Prepared {
  profiles: ProfileToPlace[];
  touches: TouchToPlace[];
  unusable: UnusableItem[];
}

async function prepare(trx: Trx, input: ItemsToIdentify): Promise<Prepared> {
  const { workspaceId, defaultRegion, items } = input;
  const idsOf = (kind: PendingItem['kind']): string[] =>
    items.filter((item) => item.kind === kind).map((item) => item.itemId);
  const profiles = await loadProfiles(trx, { workspaceId, ids: idsOf('profile') });
  const touches = await loadTouches(trx, { workspaceId, ids: idsOf('touch') });
  const profilesById = new Map(profiles.map((profile) => [profile.id, profile]));
  const touchesById = new Map(touches.map((touch) => [touch.id, touch]));
  const prepared: Prepared = { profiles: [], touches: [], unusable: [] };
  for (const { position, kind, itemId } of items) {
    const profile = profilesById.get(itemId);
    const touch = touchesById.get(itemId);
    try {
      if (kind === 'profile' && profile !== undefined) {
        prepared.profiles.push(prepareProfile(profile, defaultRegion));
      } else if (kind === 'touch' && touch !== undefined) {
        prepared.touches.push({ touch, keys: touchKeys(touch, defaultRegion) });
      }
    } catch (error) {
      prepared.unusable.push({ position, because: reasonOf(error) });
    }
  }
  return prepared;
}

function prepareProfile(profile: LoadedProfile, defaultRegion: string): ProfileToPlace {
  const keys = keysOfProfile(profile.payload, defaultRegion);
  const traits = traitsOfProfile(profile.payload, keys);
  const blocking = blockingKeys(traits);
  return {
    profile,
    keys,
    traits,
    matchKeys: [...new Set(blocking.map(keyHash))],
    buckets: [...blocking.map(bucketOf), ...keys.identifiers.map(bucketOfIdentifier)],
  };
}

function bucketOfIdentifier({ kind, value }: Identifier): number {
  return bucketOf(`${kind}:${value}`);
}

function reasonOf(error: unknown): string {
  if (error instanceof CannotIdentify) return error.message;
  return `The item cannot be read (${error instanceof Error ? error.name : 'unknown error'}).`;
}

async function notice(
  trx: Trx,
  deps: Deps,
  seen: {
    workspaceId: string;
    identified: { personIdByProfile: ReadonlyMap<string, string> };
    placed: { personIds: string[] };
    profiles: readonly ProfileToPlace[];
  },
): Promise<AuditEntry[]> {
  const { workspaceId } = seen;
  const live = new Set(seen.placed.personIds);
  const imported = new Set<string>();
  for (const { profile } of seen.profiles) {
    const personId = seen.identified.personIdByProfile.get(profile.id);
    if (personId === undefined) continue;
    if (profile.importId === null) live.add(personId);
    else imported.add(personId);
  }
  const ofImports = [...imported].filter((personId) => !live.has(personId));
  return [
    ...(await noticePerson(trx, deps, {
      workspaceId,
      personIds: [...live].toSorted(),
      because: 'a profile or a touch came in',
      lane: lanes.interactive,
    })),
    ...(await noticePerson(trx, deps, {
      workspaceId,
      personIds: ofImports.toSorted(),
      because: 'a profile was imported',
      lane: lanes.backfill,
    })),
  ];
}

function touchKeys(touch: LoadedTouch, defaultRegion: string): Identifier[] {
  const keys = keysOfTouch(touch.payload, defaultRegion);
  if (keys.length > 0) return keys;
  throw new CannotIdentify(
    'The touch names nobody: give an external id, a personal email, a phone number or a public profile address.',
  );
}

function bucketsOf(
  profiles: readonly ProfileToPlace[],
  touches: readonly TouchToPlace[],
): number[] {
  return [
    ...profiles.flatMap(({ buckets }) => buckets),
    ...touches.flatMap(({ keys }) => keys.map(bucketOfIdentifier)),
  ];
}
