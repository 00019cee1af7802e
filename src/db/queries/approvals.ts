// Changes that wait for a second person, and what became of them.

import { sql } from 'kysely';
import type { ApprovalKind } from '../../core/governance/approval-rules.ts';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export const approvalStates = [
  'waiting',
  'approved',
  'done',
  'failed',
  'refused',
  'expired',
] as const;
export type ApprovalState = (typeof approvalStates)[number];

export interface Approval {
  id: string;
  kind: ApprovalKind;
  state: ApprovalState;
  title: string;
  payload: unknown;
  size: number;
  because: string;
  requestedBy: string;
  requestedAt: Date;
  expiresAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
  decidedBecause: string | null;
  finishedAt: Date | null;
  outcome: string | null;
}

const columns = [
  'id',
  'kind',
  'state',
  'title',
  'payload',
  'size',
  'because',
  'requestedBy',
  'requestedAt',
  'expiresAt',
  'decidedBy',
  'decidedAt',
  'decidedBecause',
  'finishedAt',
  'outcome',
] as const;

export interface NewApproval {
  workspaceId: string;
  id: string;
  kind: ApprovalKind;
  title: string;
  payload: object;
  fingerprint: Uint8Array;
  size: number;
  because: string;
  requestedBy: string;
  requestedAt: Date;
  expiresAt: Date;
}

/** Keeps the request; where the same one waits already, that one is told and nothing is added. */
export async function addApproval(
  trx: Trx,
  approval: NewApproval,
): Promise<{ id: string; expiresAt: Date; isNew: boolean }> {
  const { payload, ...row } = approval;
  const added = await trx
    .insertInto('approvals')
    .values({ ...row, payload: toJson(payload), state: 'waiting' })
    .onConflict((conflict) =>
      conflict
        .columns(['workspaceId', 'fingerprint'])
        .where(sql.ref('state'), '=', sql.lit('waiting'))
        .doNothing(),
    )
    .executeTakeFirst();
  if (Number(added.numInsertedOrUpdatedRows ?? 0) > 0)
    return { id: approval.id, expiresAt: approval.expiresAt, isNew: true };
  const waiting = await trx
    .selectFrom('approvals')
    .select(['id', 'expiresAt'])
    .where('workspaceId', '=', approval.workspaceId)
    .where('fingerprint', '=', approval.fingerprint)
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow();
  return { ...waiting, isNew: false };
}

/** Newest first. */
export async function listApprovals(
  conn: Conn,
  page: { workspaceId: string; state?: ApprovalState; beforeId: string | null; limit: number },
): Promise<Approval[]> {
  let query = conn
    .selectFrom('approvals')
    .select(columns)
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.state !== undefined) query = query.where('state', '=', page.state);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  return await query.execute();
}

export async function findApproval(
  conn: Conn,
  which: { workspaceId: string; id: string },
): Promise<(Approval & { fingerprint: Uint8Array }) | undefined> {
  return await conn
    .selectFrom('approvals')
    .select([...columns, 'fingerprint'])
    .where('workspaceId', '=', which.workspaceId)
    .where('id', '=', which.id)
    .executeTakeFirst();
}

/** False where somebody else decided it meanwhile. */
export async function decideApproval(
  trx: Trx,
  decision: {
    workspaceId: string;
    id: string;
    state: 'approved' | 'refused';
    by: string;
    because: string | null;
    now: Date;
  },
): Promise<boolean> {
  const { workspaceId, id, state, by, because, now } = decision;
  const decided = await trx
    .updateTable('approvals')
    .set({
      state,
      decidedBy: by,
      decidedAt: now,
      decidedBecause: because,
      finishedAt: state === 'refused' ? now : null,
    })
    .where('workspaceId', '=', workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('expiresAt', '>', now)
    .executeTakeFirst();
  return decided.numUpdatedRows > 0n;
}

/** What came of an approved change. */
export async function finishApproval(
  trx: Trx,
  end: {
    workspaceId: string;
    id: string;
    state: 'done' | 'failed';
    outcome: string | null;
    now: Date;
  },
): Promise<boolean> {
  const { workspaceId, id, state, outcome, now } = end;
  const finished = await trx
    .updateTable('approvals')
    .set({ state, outcome, finishedAt: now })
    .where('workspaceId', '=', workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'approved')
    .executeTakeFirst();
  return finished.numUpdatedRows > 0n;
}

/** Of all workspaces. Relies on approvals_expiring. */
export async function expireApprovals(
  trx: Trx,
  given: { now: Date; limit: number },
): Promise<{ workspaceId: string; id: string; kind: ApprovalKind }[]> {
  const expired = await sql<{ workspaceId: string; id: string; kind: ApprovalKind }>`
    update approvals set state = 'expired', finished_at = ${given.now}::timestamptz
    where (workspace_id, id) in (
      select workspace_id, id from approvals
      where state = 'waiting' and expires_at <= ${given.now}::timestamptz
      order by expires_at limit ${given.limit} for update skip locked
    )
    returning workspace_id, id, kind`.execute(trx);
  return expired.rows;
}

/** Users who could agree: owners and admins who can sign in. */
export async function listApprovers(conn: Conn, workspaceId: string): Promise<string[]> {
  const rows = await conn
    .selectFrom('users')
    .select('id')
    .where('workspaceId', '=', workspaceId)
    .where('role', 'in', ['owner', 'admin'])
    .where('accountId', 'is not', null)
    .where('disabledAt', 'is', null)
    .limit(1_000)
    .execute();
  return rows.map((row) => row.id);
}

/** Who made or renewed an API key; the log keeps it. Relies on audit_by_subject. */
export async function listKeyMakers(
  conn: Conn,
  which: { workspaceId: string; keyId: string },
): Promise<string[]> {
  const rows = await conn
    .selectFrom('auditEntries')
    .select('actor')
    .distinct()
    .where('workspaceId', '=', which.workspaceId)
    .where('subjectKind', '=', 'api_key')
    .where('subjectId', '=', which.keyId)
    .where('action', 'in', ['api_key.created', 'api_key.rotated'])
    .execute();
  return rows.map((row) => row.actor);
}
