// Turns away what comes in about somebody who was erased: late events, other sources, the same event again.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Identifier } from '../core/people/person.ts';
import type { Trx } from '../db/connect.ts';
import { hasErasures, listErasedAmong } from '../db/queries/erasures.ts';
import { deleteLateItems } from '../db/queries/late-items.ts';
import type { Deps } from './deps.ts';
import { erasedHashes } from './erased-keys.ts';
import type { ErasedHashes } from './erased-keys.ts';
import type { ProfileToPlace, TouchToPlace } from './identify-items.ts';

export interface LateItems {
  workspaceId: string;
  profiles: ProfileToPlace[];
  touches: TouchToPlace[];
}

interface Asked {
  id: string;
  event: Buffer;
  keys: { kind: Identifier['kind']; hash: Buffer }[];
}

/** Joins the caller's transaction, which holds the locks of all keys. What is refused leaves no row behind. */
export async function refuseErased(
  trx: Trx,
  deps: Deps,
  items: LateItems,
): Promise<{ profiles: ProfileToPlace[]; touches: TouchToPlace[]; refused: AuditEntry[] }> {
  const { workspaceId, profiles, touches } = items;
  if (!(await hasErasures(trx, workspaceId))) return { profiles, touches, refused: [] };
  const hashes = await erasedHashes(trx, deps, workspaceId);
  const askedProfiles = profiles.map(({ profile, keys }) =>
    asked(hashes, {
      kind: 'profile',
      id: profile.id,
      told: profile.payload,
      keys: keys.identifiers,
    }),
  );
  const askedTouches = touches.map(({ touch, keys }) =>
    asked(hashes, { kind: 'touch', id: touch.id, told: touch.payload, keys }),
  );
  const all = [...askedProfiles, ...askedTouches];
  const erased = await listErasedAmong(trx, {
    workspaceId,
    hashes: all.flatMap(({ event, keys }) => [event, ...keys.map(({ hash }) => hash)]),
  });
  const known = (hash: Buffer): boolean => erased.has(hash.toString('hex'));
  const refusedProfiles = askedProfiles.filter((item) => isErased(item, known));
  // A touch is about one person, so any of its keys is enough.
  const refusedTouches = askedTouches.filter(
    ({ event, keys }) => known(event) || keys.some(({ hash }) => known(hash)),
  );
  const profileIds = refusedProfiles.map(({ id }) => id);
  const touchIds = refusedTouches.map(({ id }) => id);
  await deleteLateItems(trx, { workspaceId, profileIds, touchIds });
  return {
    profiles: profiles.filter(({ profile }) => !profileIds.includes(profile.id)),
    touches: touches.filter(({ touch }) => !touchIds.includes(touch.id)),
    refused: entryOf(items, { profileIds, touchIds }),
  };
}

/** A number may belong to a household: it turns away only who has nothing else to be told apart by. */
function isErased({ event, keys }: Asked, known: (hash: Buffer) => boolean): boolean {
  const strong = keys.filter(({ kind }) => kind !== 'phone');
  if (known(event) || strong.some(({ hash }) => known(hash))) return true;
  return strong.length === 0 && keys.some(({ hash }) => known(hash));
}

function asked(
  hashes: ErasedHashes,
  of: {
    kind: 'profile' | 'touch';
    id: string;
    told: { source: string; sourceEventId: string };
    keys: readonly Identifier[];
  },
): Asked {
  const { source, sourceEventId: eventId } = of.told;
  return {
    id: of.id,
    event: hashes.ofEvent({ kind: of.kind, source, eventId }),
    keys: of.keys.map((key) => ({ kind: key.kind, hash: hashes.ofIdentifier(key) })),
  };
}

function entryOf(
  { workspaceId }: LateItems,
  refused: { profileIds: string[]; touchIds: string[] },
): AuditEntry[] {
  const [subjectId] = [...refused.profileIds, ...refused.touchIds];
  if (subjectId === undefined) return [];
  const action = 'intake.refused';
  const detail = { because: 'it is about a person who was erased', ...refused };
  return [{ workspaceId, actor: 'system', action, subjectKind: 'intake', subjectId, detail }];
}
