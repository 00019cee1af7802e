// Makes an API key; the key itself is told once and only its hash is kept.
import { createHash } from 'node:crypto';
import { scopes as knownScopes } from '../core/governance/scopes.ts';
import { InputError } from '../core/input-error.ts';
import { Secret } from '../core/secret.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { insertApiKey } from '../db/queries/api-keys.ts';
import { appendAudit } from '../db/queries/audit.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

export interface NewApiKey {
  workspaceId: string;
  name: string;
  scopes: readonly string[];
  expiresAt?: Date | null;
  actor: string;
}

export interface MadeApiKey {
  id: string;
  key: Secret;
  hint: string;
}

/** Throws InputError where a scope is unknown or the expiry lies in the past. */
export async function createApiKey(deps: Deps, input: NewApiKey): Promise<MadeApiKey> {
  refuseBadKey(input, deps.clock.now());
  return await inTransaction(deps.db, async (trx) => {
    const { made, audit } = await makeApiKey(trx, deps, input);
    await appendAudit(trx, deps, [audit]);
    return made;
  });
}

/** The same within a caller's transaction; the caller appends the entry. */
export async function makeApiKey(
  trx: Trx,
  deps: Deps,
  input: NewApiKey,
): Promise<{ made: MadeApiKey; audit: AuditEntry }> {
  const token = `fk_${Buffer.from(deps.sealer.newKey()).toString('base64url')}`;
  const { workspaceId, name, actor } = input;
  const id = deps.ids.next();
  const hint = token.slice(0, 7);
  const expiresAt = input.expiresAt ?? null;
  const scopes = [...new Set(input.scopes)].sort();
  const createdAt = deps.clock.now();
  const secretHash = apiKeyHash(token);
  await insertApiKey(trx, {
    workspaceId,
    id,
    name,
    hint,
    scopes,
    createdAt,
    expiresAt,
    secretHash,
  });
  const audit: AuditEntry = {
    workspaceId,
    actor,
    action: 'api_key.created',
    subjectKind: 'api_key',
    subjectId: id,
    detail: { scopes, hint, expiresAt: expiresAt?.toISOString() ?? null },
  };
  return { made: { id, key: new Secret(token), hint }, audit };
}

/** The keys are 256 random bits, so a plain hash cannot be searched backwards. */
export function apiKeyHash(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}

function refuseBadKey(input: NewApiKey, now: Date): void {
  if (input.name.trim() === '') throw new InputError('invalid', 'Give the key a name', 'name');
  if (input.scopes.length === 0) {
    throw new InputError(
      'invalid',
      `Give at least one scope of ${knownScopes.join(', ')}`,
      'scopes',
    );
  }
  const unknown = input.scopes.find((scope) => !knownScopes.some((known) => known === scope));
  if (unknown !== undefined) {
    const message = `The scope "${unknown}" is unknown; use ${knownScopes.join(', ')}`;
    throw new InputError('invalid', message, 'scopes');
  }
  if (input.expiresAt && input.expiresAt <= now) {
    throw new InputError(
      'invalid',
      'expiresAt lies in the past; give a later instant',
      'expiresAt',
    );
  }
}
