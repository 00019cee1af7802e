// Names that can be recognised and not read: addresses that survive erasure, Message-IDs and unsubscribe tokens.

import { createHmac } from 'node:crypto';
import { assert } from '../core/assert.ts';
import type { Conn } from '../db/connect.ts';
import { addOutreachSettings, findOutreachSettings } from '../db/queries/outreach-settings.ts';
import type { SuppressionKind } from '../db/queries/suppressions.ts';
import type { Deps } from './deps.ts';

/** The workspace's key; made the first time it is asked for, and never changed. */
export async function hashKeyOf(
  conn: Conn,
  deps: Pick<Deps, 'sealer' | 'clock'>,
  workspaceId: string,
): Promise<Uint8Array> {
  const known = await findOutreachSettings(conn, workspaceId);
  if (known !== undefined) return deps.sealer.open(known.sealedHashKey);
  const sealedHashKey = deps.sealer.seal(deps.sealer.newKey());
  await addOutreachSettings(conn, { workspaceId, sealedHashKey, now: deps.clock.now() });
  const made = await findOutreachSettings(conn, workspaceId);
  assert(made !== undefined, 'the settings were just added');
  return deps.sealer.open(made.sealedHashKey);
}

/** `value` in its normalised form; equal values of one kind meet, in one workspace only. */
export function keyedHash(key: Uint8Array, kind: SuppressionKind, value: string): Buffer {
  return createHmac('sha256', key).update(`${kind}\0${value}`).digest();
}

/** The same step of the same run always has the same token, also after a backup was put back. 32 letters, unguessable. */
export function tokenOf(key: Uint8Array, of: string): string {
  return base32(createHmac('sha256', key).update(`token\0${of}`).digest()).slice(0, 32);
}

/** `<…@domain>`: looks like chance and is always the same for one token. */
export function messageNameOf(key: Uint8Array, token: string, domain: string): string {
  const local = base32(createHmac('sha256', key).update(`message\0${token}`).digest()).slice(0, 40);
  return `<${local}@${domain}>`;
}

function base32(bytes: Uint8Array): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  let result = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      result += letters[(value >> bits) & 31];
    }
  }
  return result;
}
