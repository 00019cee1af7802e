// The audit log: appending to a workspace's chain, and reading it page by page.

import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { assert } from '../../core/assert.ts';
import { chainStart, chainText } from '../../core/governance/audit-chain.ts';
import type { AuditEntry } from '../../core/governance/audit-entry.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Sealer } from '../../ports/sealer.ts';
import type { Trx } from '../connect.ts';
import { ensurePersonKeys } from './person-keys.ts';

export interface AuditDeps {
  clock: Clock;
  sealer: Sealer;
}

/**
 * Adds the entries to their workspaces' chains. It locks each chain until the end of the transaction,
 * so it is the last statement of the transaction.
 */
export async function appendAudit(
  trx: Trx,
  deps: AuditDeps,
  entries: readonly AuditEntry[],
): Promise<void> {
  // Always in the same order, so that two transactions never wait for each other.
  const workspaceIds = [...new Set(entries.map((entry) => entry.workspaceId))].toSorted();
  for (const workspaceId of workspaceIds) {
    const own = entries.filter((entry) => entry.workspaceId === workspaceId);
    const sealed = await sealPersonal(trx, deps, own);
    await appendToChain(trx, workspaceId, { at: deps.clock.now(), entries: own, sealed });
  }
}

async function sealPersonal(
  trx: Trx,
  deps: AuditDeps,
  entries: readonly AuditEntry[],
): Promise<(Uint8Array | null)[]> {
  const personal = entries.filter((entry) => entry.personal !== undefined);
  if (personal.length === 0) return entries.map(() => null);
  const personIds = personal.map((entry) => {
    assert(entry.personId !== undefined, `${entry.action} has personal values and no person`);
    return entry.personId;
  });
  const workspaceId = personal[0]?.workspaceId ?? '';
  const keys = await ensurePersonKeys(trx, deps, { workspaceId, personIds });
  return entries.map((entry) => {
    const key = keys.get(entry.personId ?? '');
    if (entry.personal === undefined || key === undefined) return null;
    return deps.sealer.sealWith(key, Buffer.from(JSON.stringify(entry.personal)));
  });
}

interface Addition {
  at: Date;
  entries: readonly AuditEntry[];
  sealed: readonly (Uint8Array | null)[];
}

async function appendToChain(trx: Trx, workspaceId: string, addition: Addition): Promise<void> {
  const { at, entries, sealed } = addition;
  const head = await lockHead(trx, workspaceId);
  const details = entries.map((entry) => storableJson(entry.detail));
  let hash: Uint8Array = head.hash;
  const hashes = entries.map((entry, index) => {
    const bytes = sealed[index] ?? null;
    const text = chainText(Buffer.from(hash).toString('hex'), {
      workspaceId,
      seq: head.seq + index + 1,
      atMicros: at.getTime() * 1000,
      actor: entry.actor,
      action: entry.action,
      subjectKind: entry.subjectKind,
      subjectId: entry.subjectId,
      personId: entry.personId ?? null,
      detail: details[index] ?? '',
      sealed: bytes === null ? null : Buffer.from(bytes).toString('hex'),
    });
    hash = createHash('sha256').update(text).digest();
    return hash;
  });
  // One statement for all rows and the head; relies on the lock on the head taken above.
  await sql`
    with added as (
      insert into audit_entries (workspace_id, seq, at, actor, action, subject_kind, subject_id, person_id,
        detail, sealed, hash)
      select ${workspaceId}::uuid, ${head.seq}::bigint + e.position, ${at}::timestamptz, e.actor, e.action,
        e.subject_kind, e.subject_id, e.person_id, e.detail::json, e.sealed, e.hash
      from unnest(
        ${entries.map((entry) => entry.actor)}::text[],
        ${entries.map((entry) => entry.action)}::text[],
        ${entries.map((entry) => entry.subjectKind)}::text[],
        ${entries.map((entry) => entry.subjectId)}::text[],
        ${entries.map((entry) => entry.personId ?? null)}::uuid[],
        ${details}::text[],
        ${sealed}::bytea[],
        ${hashes}::bytea[]
      ) with ordinality
        as e (actor, action, subject_kind, subject_id, person_id, detail, sealed, hash, position)
    )
    update audit_heads set seq = ${head.seq + entries.length}, hash = ${hash}
    where workspace_id = ${workspaceId}::uuid`.execute(trx);
}

interface Head {
  seq: number;
  hash: Uint8Array;
}

async function lockHead(trx: Trx, workspaceId: string): Promise<Head> {
  const locked = await trx
    .selectFrom('auditHeads')
    .select(['seq', 'hash'])
    .where('workspaceId', '=', workspaceId)
    .forUpdate()
    .executeTakeFirst();
  if (locked !== undefined) return locked;
  // The first entry ever. Another transaction may be at the same point: then this waits for it and reads its head.
  return await trx
    .insertInto('auditHeads')
    .values({ workspaceId, seq: 0, hash: chainStart })
    .onConflict((conflict) =>
      conflict.column('workspaceId').doUpdateSet((eb) => ({ seq: eb.ref('auditHeads.seq') })),
    )
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow();
}

/** Reasons may quote the outside world; what Postgres cannot store in a JSON text becomes U+FFFD. */
function storableJson(detail: Record<string, unknown>): string {
  return JSON.stringify(detail, (_, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\uFFFD') : value,
  );
}
