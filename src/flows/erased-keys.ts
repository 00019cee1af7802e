// By what an erased person is known again: keyed hashes that nobody can turn back, one per address, profile and event.

import { createHmac } from 'node:crypto';
import type { Conn } from '../db/connect.ts';
import type { ErasedKey } from '../db/queries/erasures.ts';
import type { KnownIdentifier } from '../db/queries/personal-scope.ts';
import type { Deps } from './deps.ts';
import { hashKeyOf } from './hash-key.ts';

export interface SourceEvent {
  kind: 'profile' | 'touch';
  source: string;
  eventId: string;
}

export interface ErasedHashes {
  ofIdentifier(identifier: KnownIdentifier): Buffer;
  ofEvent(event: SourceEvent): Buffer;
}

/** The hashes of one workspace; its key is sealed by the installation, so a copy of the database tells nothing. */
export async function erasedHashes(
  conn: Conn,
  deps: Pick<Deps, 'sealer' | 'clock'>,
  workspaceId: string,
): Promise<ErasedHashes> {
  const key = await hashKeyOf(conn, deps, workspaceId);
  const hash = (text: string): Buffer =>
    createHmac('sha256', key).update(`erased\0${text}`).digest();
  return {
    ofIdentifier: ({ kind, value }) => hash(`${kind}\0${value}`),
    ofEvent: ({ kind, source, eventId }) => hash(`event\0${kind}\0${source}\0${eventId}`),
  };
}

/** Everything that turns this person away later. */
export function erasedKeysOf(
  hashes: ErasedHashes,
  known: { identifiers: readonly KnownIdentifier[]; events: readonly SourceEvent[] },
): ErasedKey[] {
  return [
    ...known.identifiers.map((each) => ({
      hash: hashes.ofIdentifier(each),
      isStrong: each.kind !== 'phone',
    })),
    ...known.events.map((each) => ({ hash: hashes.ofEvent(each), isStrong: true })),
  ];
}
