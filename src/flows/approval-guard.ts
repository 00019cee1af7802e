// Whether a change has to wait for a second person: one call, before the transaction that makes the change.

import { createHash } from 'node:crypto';
import { defaultApprovalRules, needsSecondPerson } from '../core/governance/approval-rules.ts';
import type { ApprovalKind, ApprovalRules } from '../core/governance/approval-rules.ts';
import { InputError } from '../core/input-error.ts';
import type { Conn } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import {
  addApproval,
  findApproval,
  listApprovers,
  listKeyMakers,
} from '../db/queries/approvals.ts';
import { findRules } from '../db/queries/rules.ts';
import type { ToSuppress } from './change-suppressions.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

/** All that is needed to carry the change out later, as JSON. */
export type ApprovedChange =
  | { do: 'confirm_run'; runId: string; confirmedCount: number }
  | { do: 'add_suppressions'; items: readonly ToSuppress[]; cause: string }
  | { do: 'change_rules'; kind: 'brake' | 'approval'; body: unknown }
  | { do: 'change_mailbox'; mailboxId: string; set: object };

export interface ApprovalWish {
  workspaceId: string;
  kind: ApprovalKind;
  /** How many records, domains or limits it is about. */
  size: number;
  /** What would happen, in one line, for whoever agrees. */
  title: string;
  because: string;
  change: ApprovedChange;
  actor: string;
  /** The yes that was given; only the carrying out has one. */
  approvalId?: string | undefined;
}

type GuardDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'sealer'>;

/** What an admin set, else what Fulcrum ships with. */
export async function getApprovalRules(conn: Conn, workspaceId: string): Promise<ApprovalRules> {
  const found = await findRules<ApprovalRules>(conn, { workspaceId, kind: 'approval' });
  return found?.body ?? defaultApprovalRules;
}

/** Whether a change of this size would wait; for flows that hold by themselves. */
export async function wouldNeedSecondPerson(
  deps: Pick<Deps, 'db'>,
  wish: { workspaceId: string; kind: ApprovalKind; size: number; actor: string },
): Promise<boolean> {
  const { workspaceId, kind, size, actor } = wish;
  const rules = await getApprovalRules(deps.db, workspaceId);
  if (!needsSecondPerson(rules, kind, size)) return false;
  return !rules.goesOnAlone || (await hasSecondPerson(deps.db, { workspaceId, actor }));
}

/**
 * Returns where nobody else has to agree, or where `approvalId` is their yes to exactly this change. Otherwise keeps
 * the request and throws InputError `approval_needed`. Call it outside any transaction: the request has to last.
 */
export async function needSecondPerson(deps: GuardDeps, wish: ApprovalWish): Promise<void> {
  const { workspaceId, kind, size, actor } = wish;
  if (wish.approvalId !== undefined) {
    await refuseOther(deps, { ...wish, approvalId: wish.approvalId });
    return;
  }
  const rules = await getApprovalRules(deps.db, workspaceId);
  if (!needsSecondPerson(rules, kind, size)) return;
  if (rules.goesOnAlone && !(await hasSecondPerson(deps.db, { workspaceId, actor }))) {
    await noteAlone(deps, wish);
    return;
  }
  const request = await keepRequest(deps, wish, rules);
  throw new InputError(
    'approval_needed',
    `${wish.title}: a second person has to agree. An owner or admin other than you finds it as approval ${request.id}, until ${request.expiresAt.toISOString()}.`,
  );
}

async function refuseOther(
  deps: GuardDeps,
  wish: ApprovalWish & { approvalId: string },
): Promise<void> {
  const { workspaceId, approvalId } = wish;
  const found = await findApproval(deps.db, { workspaceId, id: approvalId });
  const isThisOne =
    found?.state === 'approved' &&
    Buffer.from(found.fingerprint).equals(Buffer.from(fingerprintOf(wish)));
  if (!isThisOne)
    throw new InputError('conflict', 'What was agreed to is another change; ask anew.');
}

async function keepRequest(
  deps: GuardDeps,
  wish: ApprovalWish,
  rules: ApprovalRules,
): Promise<{ id: string; expiresAt: Date }> {
  const { workspaceId, kind, size, title, because, change, actor } = wish;
  const now = deps.clock.now();
  return await inTransaction(deps.db, async (trx) => {
    const kept = await addApproval(trx, {
      workspaceId,
      id: deps.ids.next(),
      kind,
      title,
      payload: change,
      fingerprint: fingerprintOf(wish),
      size,
      because,
      requestedBy: actor,
      requestedAt: now,
      expiresAt: new Date(now.getTime() + rules.hours * 60 * 60_000),
    });
    if (kept.isNew) {
      const subject = { subjectKind: 'approval', subjectId: kept.id };
      const detail = { kind, size, title, because };
      await appendAudit(trx, deps, [
        { workspaceId, actor, action: 'approval.requested', ...subject, detail },
      ]);
    }
    return kept;
  });
}

async function noteAlone(deps: GuardDeps, wish: ApprovalWish): Promise<void> {
  const { workspaceId, kind, size, title, actor } = wish;
  await inTransaction(deps.db, async (trx) => {
    const subject = { subjectKind: 'approval', subjectId: 'none' };
    const detail = { kind, size, title, because: 'nobody else here could agree' };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'approval.waived', ...subject, detail },
    ]);
  });
}

/** Whether anybody could agree to what this actor asks for. */
async function hasSecondPerson(
  conn: Conn,
  who: { workspaceId: string; actor: string },
): Promise<boolean> {
  const behind = await peopleBehind(conn, who);
  const approvers = await listApprovers(conn, who.workspaceId);
  return approvers.some((id) => !behind.has(`user:${id}`));
}

/** The actor, and for an API key whoever made it: the same person must not agree through another door. */
export async function peopleBehind(
  conn: Conn,
  { workspaceId, actor }: { workspaceId: string; actor: string },
): Promise<ReadonlySet<string>> {
  const keyId = /^api-key:(.+)$/u.exec(actor)?.[1];
  if (keyId === undefined) return new Set([actor]);
  return new Set([actor, ...(await listKeyMakers(conn, { workspaceId, keyId }))]);
}

function fingerprintOf(wish: Pick<ApprovalWish, 'kind' | 'change'>): Uint8Array {
  return createHash('sha256')
    .update(`${wish.kind} ${sortedJson(wish.change)}`)
    .digest();
}

/** A stored payload comes back with its names in another order. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)),
        )
      : inner,
  );
}
